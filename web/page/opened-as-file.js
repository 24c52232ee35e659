// Browsers load no modules from files, so that the page would stay dead without a word: this classic script, which is
// deferred, says why.
if (location.protocol === 'file:') {
  document
    .querySelector('main')
    ?.insertAdjacentHTML(
      'afterbegin',
      '<p role="alert">Browsers do not load the scripts of a page that is opened as a file. Run “python3 -m http.server” ' +
        'in its folder and open http://localhost:8000, or put the folder on a web host.</p>',
    );
}
