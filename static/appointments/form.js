// A browser fills in names and numbers only where people ask for themselves. Without this script it does not offer to.
const fields = document.querySelectorAll('[data-autocomplete]')

document.querySelector('.ask-form').addEventListener('change', event => {
  if (event.target.name !== 'asking_for') return
  for (const field of fields) {
    if (event.target.value === 'me') field.setAttribute('autocomplete', field.dataset.autocomplete)
    else field.removeAttribute('autocomplete')
  }
})
