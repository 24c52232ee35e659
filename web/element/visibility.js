/**
 * Tells when an element begins and ceases to be seen: off screen and hidden tabs count as unseen.
 *
 * @param {Element} element
 * @param {(seen: boolean) => void} onChange  called on every change, first when it is seen
 * @returns {() => void} stops watching
 */
export function watchSeen(element, onChange) {
  let onScreen = false;
  let seen = false;
  const update = () => {
    const now = onScreen && !document.hidden;
    if (now === seen) return;
    seen = now;
    onChange(seen);
  };
  const observer = new IntersectionObserver((entries) => {
    onScreen = entries[entries.length - 1].isIntersecting;
    update();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', update);
  return () => {
    observer.disconnect();
    document.removeEventListener('visibilitychange', update);
  };
}
