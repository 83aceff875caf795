/*
 * Pasted HTML without what its author struck out, deleted or hid, and the names of all that a page cannot hold.
 * The sanitizer does the same once more when the text is saved; this is where its author still sees the paste.
 * `rules` is PASTE in clinic_site/richtext/editor_config.py.
 */
window.readPasted = (html, rules) => {
  const HEADINGS = { h1: "h3", h5: "h4", h6: "h4" }
  const BLOCK = "p, div, li, ul, ol, td, th, tr, table, blockquote, h1, h2, h3, h4, h5, h6, pre, body"
  const EMPTIED = "p, div, li, ul, ol, tr, tbody, table, blockquote, h1, h2, h3, h4, h5, h6, pre"
  const NUMBERING = {
    ...{ "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A" },
    ...{ "lower-roman": "i", "upper-roman": "I" },
  }
  const CLOSING = /^[,.;:!?)\]\u2019\u201d\u2026](?!\d)/
  const OPENING = /[([\u2018\u201c]$/
  const LETTER_LAST = /[\p{L}\p{N}]$/u
  const LETTER_FIRST = /^[\p{L}\p{N}]/u

  const pasted = new DOMParser().parseFromString(html, "text/html")
  const every = (selector) => Array.from(pasted.body.querySelectorAll(selector))

  const lines = (style) => `${style.textDecorationLine} ${style.getPropertyValue("-webkit-text-decorations-in-effect")}`

  const kindOfStyle = (style, text) => {
    if (lines(style).includes("line-through") || /text-line-through\s*:\s*(?!none)/i.test(text)) {
      return "deleted"
    }
    const hidden = style.display === "none" || ["hidden", "collapse"].includes(style.visibility)
    return hidden || /mso-hide\s*:\s*(all|screen)/i.test(text) ? "hidden" : null
  }

  /* {element: kind} of what the style sheets that came along say. */
  const bySheet = new Map()
  const readSheets = () => {
    for (const { textContent } of pasted.querySelectorAll("style")) {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(textContent)
      for (const { style, selectorText, cssText } of sheet.cssRules) {
        const kind = style && kindOfStyle(style, cssText)
        for (const element of kind ? every(selectorText) : []) {
          bySheet.set(element, kind)
        }
      }
    }
  }

  const kindOf = (element) => {
    if (element.matches(rules.deleted.join()) || rules.classes.some((name) => element.matches(`[class~="${name}" i]`))) {
      return "deleted"
    }
    const kind = kindOfStyle(element.style, element.getAttribute("style") || "") || bySheet.get(element)
    return kind || (element.hidden ? "hidden" : null)
  }

  /* What stood on both sides of `element` reads on: no space before a comma, one between two words. */
  const closeGap = (element, texts) => {
    const place = (text) => element.compareDocumentPosition(text)
    const before = texts.findLast((text) => place(text) & Node.DOCUMENT_POSITION_PRECEDING)
    const after = texts.find((text) => place(text) & Node.DOCUMENT_POSITION_FOLLOWING)
    const block = (text) => text?.parentElement.closest(BLOCK)
    const words = element.textContent
    const broken = element.querySelector("br, p, div, li") !== null
    if (!before || !after || block(before) !== block(after) || !(words.trim() || broken)) {
      return
    }
    if (CLOSING.test(after.data)) {
      before.data = before.data.trimEnd()
    } else if (OPENING.test(before.data)) {
      after.data = after.data.trimStart()
    } else if (broken || words.trim() !== words) {
      const apart = !LETTER_LAST.test(before.data) || !LETTER_FIRST.test(after.data)
      after.data = apart ? after.data : ` ${after.data}`
    }
  }

  const remove = (element) => {
    let parent = element.parentElement
    if (element.matches("td, th")) {
      element.replaceChildren()
    } else {
      element.remove()
    }
    while (parent.matches(EMPTIED) && !parent.textContent.trim() && !parent.querySelector("img")) {
      const empty = parent
      parent = parent.parentElement
      empty.remove()
    }
  }

  /* {deleted: [texts], hidden: [texts]} of what goes. */
  const takeOut = () => {
    const taken = { deleted: [], hidden: [] }
    const found = every("*").filter((element) => !["BR", "STYLE"].includes(element.tagName) && kindOf(element))
    const going = found.filter((element) => !found.some((other) => other !== element && other.contains(element)))
    const walker = pasted.createTreeWalker(pasted.body, NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) {
      if (walker.currentNode.data && !going.some((element) => element.contains(walker.currentNode))) {
        texts.push(walker.currentNode)
      }
    }
    for (const element of going) {
      const words = element.textContent.replace(/\s+/g, " ").trim()
      if (words) {
        taken[kindOf(element)].push(words)
      }
      closeGap(element, texts)
    }
    going.forEach(remove)
    return taken
  }

  const quoted = (name, texts) => {
    const shown = texts.slice(0, 3).map((text) => `“${text.length <= 40 ? text : `${text.slice(0, 39).trimEnd()}…`}”`)
    return `${name} (${shown.join(", ")}${texts.length > 3 ? ` and ${texts.length - 3} more` : ""})`
  }

  /* A bullet that Word draws is no picture of the author's. */
  const isBullet = (element) => element.closest('[style*="mso-list:Ignore" i]') !== null

  const nameLosses = (taken) => {
    const words = Object.entries(rules.kinds)
      .filter(([kind]) => taken[kind].length)
      .map(([kind, name]) => quoted(name, taken[kind]))
    for (const [one, several, selector] of rules.losses) {
      const count = every(selector).filter((element) => !isBullet(element)).length
      if (count) {
        words.push(count === 1 ? one : `${count} ${several}`)
      }
    }
    const [tags, name] = rules.underlined
    const underlined = every(`${tags}, [style]`).filter(
      (element) => element.matches(tags) || element.style.textDecorationLine.includes("underline"),
    )
    if (underlined.some((element) => element.textContent.trim() && !element.closest("a") && !element.querySelector("a"))) {
      words.push(name)
    }
    return words
  }

  /* Google Docs says bold, italic, raised and lowered by style: the editor keeps tags. */
  const styleToTags = () => {
    for (const element of every("b[style], strong[style]")) {
      if (["normal", "400"].includes(element.style.fontWeight)) {
        const plain = pasted.createElement("span")
        plain.append(...element.childNodes)
        element.replaceWith(plain)
      }
    }
    for (const span of every("span[style]")) {
      const { fontWeight, fontStyle, verticalAlign } = span.style
      const tags = [
        (fontWeight === "bold" || Number(fontWeight) >= 600) && "strong",
        fontStyle === "italic" && "em",
        { super: "sup", sub: "sub" }[verticalAlign],
      ]
      for (const tag of tags.filter(Boolean)) {
        const wrapper = pasted.createElement(tag)
        wrapper.append(...span.childNodes)
        span.append(wrapper)
      }
      for (const property of ["font-weight", "font-style", "vertical-align"]) {
        span.style.removeProperty(property)
      }
    }
  }

  const tidy = () => {
    every(`${rules.gone}, style`).forEach((element) => element.remove())
    every("img")
      .filter((image) => !isBullet(image))
      .forEach((image) => image.remove())
    for (const [from, to] of Object.entries(HEADINGS)) {
      for (const heading of every(from)) {
        const allowed = pasted.createElement(to)
        allowed.append(...heading.childNodes)
        heading.replaceWith(allowed)
      }
    }
    // Google Docs hangs a list of the second level beside the point that it belongs to, and makes each point a paragraph.
    for (const list of every(":is(ul, ol) > :is(ul, ol)")) {
      const point = list.previousElementSibling
      if (point?.tagName === "LI") {
        point.append(list)
      }
    }
    for (const paragraph of every("li > p:first-child:not(:has(~ p))")) {
      paragraph.replaceWith(...paragraph.childNodes)
    }
    for (const list of every("ol:not([type])")) {
      const style = list.style.listStyleType || list.querySelector("li")?.style.listStyleType
      if (NUMBERING[style]) {
        list.type = NUMBERING[style]
      }
    }
  }

  /* The text alone, for a field that takes no more. */
  const words = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      return node.data.replace(/\s+/g, " ")
    }
    const inner = Array.from(node.childNodes, words).join("")
    return node.tagName === "BR" ? "\n" : node.matches?.(BLOCK) ? `\n${inner.trim()}\n` : inner
  }

  readSheets()
  const taken = takeOut()
  const losses = nameLosses(taken)
  styleToTags()
  tidy()
  return {
    html: pasted.documentElement.outerHTML,
    text: words(pasted.body).trim().replace(/ *\n[ \n]*/g, "\n").replace(/  +/g, " "),
    deleted: taken.deleted,
    losses,
  }
}
