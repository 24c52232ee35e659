// Browsers load no modules from files, so that the page would stay dead without a word: this classic script says why.
if (location.protocol === 'file:') {
  addEventListener('DOMContentLoaded', () => {
    const message = document.createElement('p');
    message.setAttribute('role', 'alert');
    message.textContent =
      'This page was opened as a file, but browsers load its scripts only from a server. Run ' +
      '“python3 -m http.server” in its folder and open http://localhost:8000, or put the folder on any web host.';
    document.querySelector('main')?.prepend(message);
  });
}
