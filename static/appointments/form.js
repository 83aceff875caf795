// A browser fills in names and numbers only where people ask for themselves. Without this script it does not offer to.
const form = document.querySelector('.ask-form')

function offer() {
  const own = form.elements.asking_for.value === 'me'
  for (const field of form.querySelectorAll('[data-autocomplete]')) {
    if (own) field.setAttribute('autocomplete', field.dataset.autocomplete)
    else field.removeAttribute('autocomplete')
  }
}

form.addEventListener('change', offer)
addEventListener('pageshow', offer) // the browser's Back may bring an answer along
