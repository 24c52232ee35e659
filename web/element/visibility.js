/**
 * Watches whether an element is further than two screens from being visible.
 *
 * @param {Element} element
 * @param {(far: boolean) => void} onChange
 * @returns {() => void} stops watching
 */
export function watchDistance(element, onChange) {
  const observer = new IntersectionObserver(
    (entries) => onChange(!entries[entries.length - 1].isIntersecting),
    { rootMargin: '200%' },
  );
  observer.observe(element);
  return () => observer.disconnect();
}

/**
 * Watches whether an element is visible: on screen, in a tab that is not hidden.
 *
 * @param {Element} element
 * @param {(visible: boolean) => void} onChange  called on every change, first when it becomes visible
 * @returns {() => void} stops watching
 */
export function watchVisibility(element, onChange) {
  let onScreen = false;
  let visible = false;
  const update = () => {
    const now = onScreen && !document.hidden;
    if (now === visible) return;
    visible = now;
    onChange(visible);
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
