/*
 * Addresses that a form of the admin makes of a name, by the rule of clinic_site/slugs.py. Django's own would run
 * words together that a dash or slash divides.
 */
(() => {
  const LETTERS = [..."ßæœøđðħıłŋþŧĸ", ..."αβγδεζηθικλμνξοπρσςτυφχψω"];
  const SPELLED = (
    "ss ae oe o d d h i l n th t k alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron" +
    " pi rho sigma sigma tau upsilon phi chi psi omega"
  ).split(" ");
  const WRITTEN = Object.fromEntries(LETTERS.map((letter, place) => [letter, SPELLED[place]]));
  const APOSTROPHE = /['’‘ʼ`´′＇]/g;

  window.URLify = (text, longest) => {
    const letters = text.replace(APOSTROPHE, "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const written = [...letters].map((letter) => WRITTEN[letter] ?? letter).join("");
    const slug = written.replace(APOSTROPHE, "").replace(/[^a-z0-9]+/g, "-").replace(/^-+/, "");
    return slug.substring(0, longest).replace(/-+$/, "");
  };
})();
