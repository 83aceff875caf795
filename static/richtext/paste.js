/* global CKEDITOR, readPasted */
/* Pastes arrive clean in the editor and in plain fields, and what could not be kept is said at once. */
;(() => {
  const UNREAD = "What you pasted could not be checked. Read it once more: it may hold words that were struck out."
  const PICTURES = /picture/
  const HEADINGS = /heading/
  const PLAIN = "textarea:not([data-type=ckeditortype]), input:is([type=text], [type=search], :not([type]))"

  const sentence = (losses) => {
    const all = losses.join(", ")
    const photo = PICTURES.test(all) ? " Pictures go into the photo field." : ""
    const level = HEADINGS.test(all) ? " Such headings became level 3 or 4." : ""
    return `Left out of what you pasted: ${all}.${photo}${level}`
  }

  const tell = (editor, losses) => {
    if (losses.length) {
      editor.showNotification(CKEDITOR.tools.htmlEncode(sentence(losses)), "warning")
    }
  }

  /* A clipboard with files alone has nothing that the editor could insert. */
  const onFiles = (event) => {
    const { dataValue, dataTransfer } = event.data
    const count = dataTransfer?.getFilesCount() || 0
    if (count && !dataValue && !dataTransfer.getData("text/html") && !dataTransfer.getData("text/plain")) {
      const kinds = Array.from({ length: count }, (_, index) => dataTransfer.getFile(index)?.type || "")
      const pictures = kinds.filter((kind) => kind.startsWith("image/")).length
      const name = (number, one, several) => (number ? [number === 1 ? one : `${number} ${several}`] : [])
      tell(event.editor, [
        ...name(pictures, "a picture", "pictures"),
        ...name(count - pictures, "a file", "files"),
      ])
      event.stop()
    }
  }

  /*
   * The editor's filters for Word and LibreOffice read the clipboard once more, past what other listeners made of it:
   * so the clean text takes the place of both.
   */
  const onPaste = (event) => {
    const { data, editor } = event
    const inner = data.dataTransfer.getTransferType(editor) !== CKEDITOR.DATA_TRANSFER_EXTERNAL
    if (data.read || inner || data.type === "text") {
      return
    }
    data.read = true // a filter that has to be loaded first fires the event again
    let pasted
    try {
      pasted = readPasted(data.dataTransfer.getData("text/html", true) || data.dataValue, editor.config.paste)
    } catch {
      editor.showNotification(UNREAD, "warning")
      return
    }
    data.dataTransfer.setData("text/html", pasted.html)
    data.dataValue = data.dataTransfer.getData("text/html")
    tell(editor, pasted.losses)
  }

  /* Where such a filter fails, what was read is pasted without it. */
  const guard = (handler) => {
    const handle = handler.handle
    handler.handle = (event, next) => {
      const clean = event.data.dataValue
      let done = false
      const goOn = () => {
        done = true
        next()
      }
      try {
        handle.call(handler, event, goOn)
      } catch (error) {
        if (done) {
          throw error
        }
        event.data.dataValue = clean
        next()
      }
    }
  }

  CKEDITOR.on("instanceCreated", ({ editor }) => {
    editor.on("paste", onFiles, null, null, 0)
    editor.on("loaded", () => {
      editor.on("paste", onPaste, null, null, 2)
      editor.pasteTools.handlers.forEach(guard)
    })
  })

  /* A plain field takes the clipboard's plain text, which does not tell struck words from others. */
  const notice = (field) => {
    const said = field.nextElementSibling
    if (said?.matches("[data-paste]")) {
      return said
    }
    const region = document.createElement("p")
    region.className = "help"
    region.dataset.paste = ""
    region.setAttribute("role", "status")
    field.after(region)
    return region
  }

  document.addEventListener("paste", (event) => {
    const field = event.target
    const html = event.clipboardData.getData("text/html")
    const [editor] = Object.values(CKEDITOR.instances)
    if (!editor || !html || !field.matches?.(PLAIN)) {
      return
    }
    const pasted = readPasted(html, editor.config.paste)
    if (pasted.deleted.length) {
      event.preventDefault()
      const text = field.tagName === "INPUT" ? pasted.text.replace(/\n/g, " ") : pasted.text
      document.execCommand("insertText", false, text)
      const [deleted] = pasted.losses
      notice(field).textContent = sentence([deleted])
    }
  })
})()
