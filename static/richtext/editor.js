/* global CKEDITOR */
/* A readable page inside the editor, and the field's own label as the name that a screen reader says. */
;(() => {
  CKEDITOR.addCss(`
    body { margin: .75rem 1rem; max-width: 46rem; color: #1b1b1b; background: #fff }
    body { font: 15px/1.55 system-ui, sans-serif }
    h2, h3, h4 { margin: 1.2em 0 .4em; line-height: 1.25 }
    p, ul, ol, table, blockquote { margin: 0 0 .8em }
    blockquote { padding-left: 1em; border-left: 3px solid #ccc; color: #444 }
    table { border-collapse: collapse }
    th, td { min-width: 3em; padding: .3em .6em; border: 1px solid #bbb }
    th, td { text-align: left; vertical-align: top }
    th { background: #f3f3f3 }
  `)

  /* The editor takes away what a page may not hold before the site sees it: say so at once. */
  const LOST = [
    ["img, picture, svg, canvas", "pictures (use the photo field)"],
    ["iframe, video, audio, object, embed", "embedded media"],
    ["input, textarea, select, button, form", "form fields"],
    ["u, ins, s, del, strike", "underlined or struck-out formatting"],
    ["pre, code", "code formatting"],
  ]
  const HEADINGS = { h1: "h3", h5: "h4", h6: "h4" }

  const onPaste = (event) => {
    const pasted = new DOMParser().parseFromString(event.data.dataValue, "text/html")
    for (const [from, to] of Object.entries(HEADINGS)) {
      for (const heading of pasted.querySelectorAll(from)) {
        const allowed = pasted.createElement(to)
        allowed.append(...heading.childNodes)
        heading.replaceWith(allowed)
      }
    }
    const lost = LOST.filter(([kinds]) => pasted.querySelector(kinds)).map(([, words]) => words)
    event.data.dataValue = pasted.body.innerHTML
    if (lost.length) {
      event.editor.showNotification(`Left out of what you pasted: ${lost.join(", ")}.`, "warning")
    }
  }

  CKEDITOR.on("instanceCreated", ({ editor }) => {
    editor.on("paste", onPaste, null, null, 1)
    editor.on("configLoaded", () => {
      const label = document.querySelector(`label[for="${CSS.escape(editor.name)}"]`)
      if (label) {
        editor.config.title = label.textContent.trim().replace(/:$/, "")
      }
    })
  })
})()
