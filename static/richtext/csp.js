/* global CKEDITOR */
/*
 * Lets CKEditor 4 run where the page's policy allows no inline script.
 *
 * The editor builds its interface from HTML with onclick="CKEDITOR.tools.callFunction(7, this)" and the
 * like, and starts its frames from an inline script. Here such attributes are set aside before the browser
 * sees them, and a listener on the same element does what they say. Nothing is evaluated: only calls of
 * callFunction with plain arguments and "return false" are understood.
 */
;(() => {
  const TAG = /<[a-z][^<>]*>/gi
  const HANDLER = /\son([a-z]+)\s*=\s*"([^"]*)"/gi
  const VOID_LINK = /\shref\s*=\s*"javascript:[^"]*"/gi
  const SCRIPT = /<script\b[^>]*>([\s\S]*?)<\/script\s*>/gi
  const CALL = /CKEDITOR\.tools\.callFunction\(([^)]*)\)/g
  const ARGUMENT = /'([^']*)'|\d+|\b(?:this|event|window|null)\b/g
  const ASIDE = "data-handles-"

  const setAside = (html) =>
    html.replace(TAG, (tag) =>
      tag
        .replace(HANDLER, (_, type, code) => ` ${ASIDE}${type}="${code}"`)
        .replace(VOID_LINK, ` href="#" ${ASIDE}void=""`),
    )

  const replay = (code, element, event) => {
    let result
    for (const [, list] of code.matchAll(CALL)) {
      const words = { this: element, event, window: element && element.ownerDocument.defaultView, null: null }
      const values = Array.from(list.matchAll(ARGUMENT), ([word, quoted]) =>
        quoted !== undefined ? quoted : word in words ? words[word] : Number(word),
      )
      result = CKEDITOR.tools.callFunction(...values)
    }
    if (/return false/.test(code) || (/^\s*return /.test(code) && result === false)) {
      event.preventDefault()
    }
  }

  const listen = (root) => {
    for (const element of root.querySelectorAll("*")) {
      for (const { name, value } of Array.from(element.attributes)) {
        if (name === `${ASIDE}void`) {
          element.addEventListener("click", (event) => event.preventDefault())
        } else if (name.startsWith(ASIDE)) {
          // A body's onload is the frame's.
          const target = element.localName === "body" ? element.ownerDocument.defaultView : element
          target.addEventListener(name.slice(ASIDE.length), (event) => replay(value, element, event))
        } else {
          continue
        }
        element.removeAttribute(name)
      }
    }
  }

  CKEDITOR.dom.element.prototype.setHtml = function (html) {
    const safe = setAside(String(html))
    this.$.innerHTML = safe
    if (safe.includes(ASIDE)) {
      listen(this.$)
    }
    return html
  }

  CKEDITOR.dom.document.prototype.write = function (html) {
    const page = this.$
    const scripts = []
    page.open("text/html", "replace")
    page.write(
      setAside(
        html.replace(SCRIPT, (_, code) => {
          scripts.push(code)
          return ""
        }),
      ),
    )
    listen(page)
    for (const code of scripts) {
      page.addEventListener("DOMContentLoaded", (event) => replay(code, page.documentElement, event))
    }
    page.close()
  }
})()
