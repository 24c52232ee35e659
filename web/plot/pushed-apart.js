/**
 * Places on a line from top to bottom, moved as far as it takes for none to overlap the next.
 *
 * @template {{y: number}} Place
 * @param {readonly Place[]} places
 * @param {number} gap     at least, from each to the next
 * @param {number} bottom  none is below, where there is room for all above
 * @returns {Place[]} from the top
 */
export function pushedApart(places, gap, bottom) {
  const apart = places.toSorted((a, b) => a.y - b.y).map((place) => ({ ...place }));
  for (let i = 1; i < apart.length; i++) apart[i].y = Math.max(apart[i].y, apart[i - 1].y + gap);
  let lowest = bottom;
  for (const place of apart.toReversed()) {
    place.y = Math.min(place.y, lowest);
    lowest = place.y - gap;
  }
  return apart;
}
