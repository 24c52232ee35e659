// The text of a link as it comes through other programs: some encode it once more, or take it for a path or for HTML.

/** Marks that sites with routes of their own put between "#" and the text; also encoded. */
const routeMarks = /^(?:[/!?#]|%2F|%21|%3F|%23)+/i;

/** An "=" that was encoded, perhaps more than once. */
const encodedEquals = /%(?:25)*3D/i;

/** An "&" written for HTML, perhaps more than once. */
const htmlAmpersand = /&(?:(?:amp|#38|#x26);)+/gi;

/**
 * @param {string} text  after "#" or "?"
 * @returns {string} as the page wrote it, as far as that can be told
 */
export function mendedText(text) {
  let mended = text.replace(routeMarks, '');
  while (!mended.includes('=') && encodedEquals.test(mended)) mended = decodedOnce(mended);
  return mended.replace(routeMarks, '').replace(htmlAmpersand, '&');
}

/** Decodes "%3D" and the like, and leaves what is no code, and "+", as it is. @param {string} text */
function decodedOnce(text) {
  const pieces = text.replaceAll('+', '%2B').split('&');
  return pieces.map((piece) => new URLSearchParams(`x=${piece}`).get('x')).join('&');
}
