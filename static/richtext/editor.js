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

  CKEDITOR.on("instanceCreated", ({ editor }) => {
    editor.on("configLoaded", () => {
      const label = document.querySelector(`label[for="${CSS.escape(editor.name)}"]`)
      if (label) {
        editor.config.title = label.textContent.trim().replace(/:$/, "")
      }
    })
  })
})()
