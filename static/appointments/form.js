// A browser fills in a patient's name and birth date only where people ask for themselves. And a page that was left by
// sending it is asked for anew where Back finds it kept: the answers may be gone by then, and are no business of whoever
// comes next.
const form = document.querySelector('.ask-form')
let left = false

function offer() {
  if (!form.elements.asking_for) return
  const own = form.elements.asking_for.value === 'me'
  for (const field of form.querySelectorAll('[data-autocomplete]')) {
    if (own) field.setAttribute('autocomplete', field.dataset.autocomplete)
    else field.removeAttribute('autocomplete')
  }
  const caller = form.elements.caller_name
  if (own) caller.removeAttribute('autocomplete')
  else caller.setAttribute('autocomplete', 'name')
}

form.addEventListener('change', offer)
form.addEventListener('submit', () => { left = true })
addEventListener('pageshow', event => event.persisted && left ? location.reload() : offer())
