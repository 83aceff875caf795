"""The system's clipboard, filled as other programs fill it: HTML as it is, beside its plain text."""

COPY = """([html, text]) => document.addEventListener("copy", (event) => {
    event.clipboardData.setData("text/html", html)
    event.clipboardData.setData("text/plain", text)
    event.preventDefault()
}, { once: true })"""
COPY_PICTURE = """async () => {
    const canvas = document.createElement("canvas")
    canvas.width = canvas.height = 8
    canvas.getContext("2d").fillRect(0, 0, 4, 4)
    const picture = await new Promise((done) => canvas.toBlob(done, "image/png"))
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })])
}"""
# What a file manager's copy brings, which no page can put on the clipboard: so the event is made, with its files.
PASTE_FILES = """([id, names]) => {
    const data = new DataTransfer()
    for (const [name, type] of names) {
        data.items.add(new File(["x"], name, { type }))
    }
    const body = CKEDITOR.instances[id].document.$.body
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
}"""

# Google Docs: everything by style, in a wrapper that says bold and means it not.
GOOGLE_DOCS = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1f2e3d4c-7fff-9a8b-0c1d-2e3f4a5b6c7d">'
    '<p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;">{}</p>'
    '<ol style="margin-top:0;margin-bottom:0;"><li dir="ltr" style="list-style-type:lower-alpha;" aria-level="1">'
    '<p dir="ltr" role="presentation"><span style="font-weight:400;">Walk</span></p></li>'
    '<ul><li dir="ltr" style="list-style-type:disc;" aria-level="2"><p dir="ltr" role="presentation">'
    '<span style="font-weight:400;">slowly</span></p></li></ul></ol></b><br class="Apple-interchange-newline">'
)
WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Word.Document><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:TrackRevisions/></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0in; font-size:11.0pt;}
span.msoDel {mso-style-type:export-only; text-decoration:line-through; color:red;}
span.Hidden {display:none; mso-hide:all;} @page WordSection1 {size:8.5in 11.0in;} --></style></head>
<body lang=EN-US style='tab-interval:.5in'><!--StartFragment-->
<h1>After surgery<o:p></o:p></h1>
<p class=MsoNormal>Do <del cite="mailto:A%20Author" datetime="2026-01-05T10:00"><span class=msoDel>not</span></del> put
weight on it for <ins cite="mailto:A%20Author"><span class=msoIns>6</span></ins><span class=msoDel>2</span> weeks<s>
or so</s>, <b>ever</b>.<span class=Hidden>Ask again</span><o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>3.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Rest</p>
<p class=MsoNormal><!--[if gte vml 1]><v:shape id="s1" type="#t75"><v:imagedata src="file:///C:/a.png" o:title="a"/>
</v:shape><![endif]--><![if !vml]><img width=9 height=9 src="file:///C:/a.png" v:shapes="s1"><![endif]></p>
<!--EndFragment--></body></html>"""

LIBRE_OFFICE = """<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/>
<title></title><meta name="generator" content="LibreOffice 24.2.0.3 (Linux)"/>
<style type="text/css">@page { size: 21cm 29.7cm } p { line-height: 115%; background: transparent }</style></head>
<body lang="en-US" dir="ltr"><p style="margin-bottom: 0cm">Do <strike>not</strike> put <font color="#c00"><b>weight</b>
</font> on it <u>at all</u> for <del>2</del><ins>6</ins> weeks.</p>
<ol start="4" type="a"><li><p>Rest</p></li></ol></body></html>"""

WEB_PAGE = (
    '<html><body><!--StartFragment--><h1>Rest</h1><p>See <iframe src="https://video.example/embed/1"></iframe>'
    '<video src="https://video.example/1.mp4">Film</video><img src="https://pictures.example/1.png" alt="">'
    "<object data=x></object><u>now</u><span hidden>secret</span></p><!--EndFragment--></body></html>"
)


def span(text, style=""):
    """A piece of text as Google Docs writes it."""
    return (
        f'<span style="font-size:11pt;font-weight:400;font-style:normal;vertical-align:baseline;{style}">{text}</span>'
    )


def copy(page, html, text="plain text"):
    """Press Control+C on the page, where a listener hands over `html` and `text`."""
    page.evaluate(COPY, [html, text])
    page.keyboard.press("Control+c")


def paste_into(page, name):
    """Click into the editor of the field `name` and press Control+V."""
    page.frame_locator(f"#cke_id_{name} iframe").locator("body").click()
    page.keyboard.press("Control+v")
