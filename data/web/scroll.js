/* SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Goes through the page by screens so that what loads late is loaded, waits for pictures
 * and fonts, returns to the top, measures. limit: steps; seconds: time for it all. */
const end = Date.now() + seconds * 1000;
const root = document.scrollingElement || document.documentElement;
const pause = ms => new Promise(done => setTimeout(done, ms));
/* What comes near the screen is asked for after the frame is drawn; a page that is not
 * drawn has no frames. */
const frame = () => Promise.race([pause(50), new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))]);
/* A page that is locked behind a window of its own ("log in", "accept") cannot be moved by
 * hand, and is there all the same. */
const moves = e => {
  const way = getComputedStyle(e).overflowY;
  return /auto|scroll|overlay/.test(way) || (/hidden|clip/.test(way) &&
    (e === document.body || e.parentNode === document.body));
};
const findInner = () => {
  let best = null;
  const stack = document.body ? [document.body] : [];
  for (let seen = 0; stack.length && seen < 5000; seen++) {
    const e = stack.pop();
    const more = e.scrollHeight - e.clientHeight;
    if (e !== root && more > 50 && e.clientWidth >= innerWidth / 2 &&
        e.clientHeight >= innerHeight / 2 &&
        moves(e) &&
        (!best || more > best.scrollHeight - best.clientHeight))
      best = e;
    for (const child of e.children)
      stack.push(child);
  }
  return best;
};
/* Or its body is pinned to the screen: what is below makes the page no longer. */
const countBelow = () => {
  const below = document.body && root.scrollHeight <= innerHeight + 50 ?
    Math.ceil(document.body.getBoundingClientRect().bottom - innerHeight) : 0;
  return below > 50 ? below : 0;
};
/* Whether nothing in the page could ask for more by itself. */
const still = !document.querySelector(
  'script, template, iframe, frame, object, embed, video, audio, meta[http-equiv]') &&
  !document.evaluate('boolean(//@*[starts-with(local-name(), "on")])', document, null,
                     XPathResult.BOOLEAN_TYPE, null).booleanValue;
/* At the end: whether more comes. A page that has grown before is given longer; one that
 * cannot, because its pictures are all there and nothing else could come, no time. */
const grown = async y => {
  const more = moved.scrollHeight > height;
  const done = still && !more && [...document.images].every(i => i.complete);
  const patience = Date.now() + (more ? 1000 : done ? 0 : 100);
  while (y >= moved.scrollHeight && Date.now() < patience && Date.now() < end)
    await pause(25);
};
let steps = 0;
const inner = root.scrollHeight <= innerHeight + 50 ? findInner() : null;
const moved = inner || root;
const height = moved.scrollHeight;
for (let y = 0; y < moved.scrollHeight && steps < limit && Date.now() < end; steps++) {
  moved.scrollTo({top: y, behavior: 'instant'});
  await frame();
  y += Math.max(200, inner ? inner.clientHeight : innerHeight);
  if (y >= moved.scrollHeight)
    await grown(y);
}
const cut = steps >= limit || Date.now() >= end;
moved.scrollTo({top: 0, behavior: 'instant'});
const pictures = [...document.images];
/* On a slow computer some are passed before the engine noticed them. */
for (const i of pictures)
  if (i.loading === 'lazy' && !i.complete)
    i.loading = 'eager';
const loaded = Promise.all(pictures.map(i => i.complete ? 1 : new Promise(done => {
  i.addEventListener('load', done);
  i.addEventListener('error', done);
})).concat([document.fonts.ready]));
await Promise.race([loaded, pause(Math.max(0, Math.min(5000, end - Date.now())))]);
return JSON.stringify({
  scroll_steps: steps,
  scroll_cut: cut ? 1 : 0,
  page_still: still ? 1 : 0,
  pictures: pictures.length,
  pictures_shown: pictures.filter(i => i.complete && i.naturalWidth > 0).length,
  inner_more: inner ? inner.scrollHeight - inner.clientHeight : countBelow(),
});
