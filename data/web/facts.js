/* SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a page says of itself, by general means (OpenGraph, JSON-LD, microdata) and by the
 * readers of sites.json. All of it is the page's claim, and all of it is bounded: number of
 * nodes, of results, length of each. sites: the text of sites.json. */
const cut = (v, n) => v === null || v === undefined ? '' :
  String(v).replace(/\s+/g, ' ').trim().slice(0, n);
const absolute = v => {
  if (!v)
    return '';
  try {
    const u = new URL(v, document.baseURI);
    return /^https?:$/.test(u.protocol) && u.href.length <= 4000 ? u.href : '';
  } catch (e) { return ''; }
};
const meta = (...names) => {
  for (const n of names) {
    const e = document.querySelector(
      `meta[property="${n}"],meta[name="${n}"],meta[itemprop="${n}"]`);
    if (e && e.content)
      return e.content;
  }
  return '';
};
/* JSON-LD: every object of every block, to a depth. */
const objects = [];
const collect = (v, depth) => {
  if (!v || typeof v !== 'object' || depth > 6 || objects.length >= 500)
    return;
  if (!Array.isArray(v))
    objects.push(v);
  for (const inner of Array.isArray(v) ? v.slice(0, 100) : Object.values(v))
    collect(inner, depth + 1);
};
for (const s of [...document.querySelectorAll('script[type="application/ld+json"]')]
    .slice(0, 50)) {
  if (s.text.length <= 1000000)
    try { collect(JSON.parse(s.text), 0); } catch (e) { /* not JSON: says nothing */ }
}
const first = v => Array.isArray(v) ? v[0] : v;
const dig = (o, path) => {
  for (const step of path.split('.'))
    o = o && typeof o === 'object' ? first(o[step]) : undefined;
  return typeof o === 'string' || typeof o === 'number' ? String(o) : '';
};
const linked = (...paths) => {
  for (const p of paths)
    for (const o of objects) {
      const v = dig(o, p);
      if (v)
        return v;
    }
  return '';
};
const micro = name => {
  const e = document.querySelector(`[itemprop="${name}"]`);
  return e ? e.getAttribute('content') || e.getAttribute('datetime') ||
    e.getAttribute('href') || e.textContent : '';
};

/* The readers. */
const host = location.hostname.replace(/^www\./, '');
const under = h => host === h || host.endsWith('.' + h);
const site = JSON.parse(sites).sites.find(s => s.hosts.some(under) ||
  (s.path_marks || []).some(m => new RegExp(m).test(location.pathname)));
const inPath = site && site.path ? new RegExp(site.path).exec(location.pathname +
  location.search + location.hash) : null;
const found = {};
const fill = text => text.replace(/\{(\w+)\}/g, (all, n) => CSS.escape(found[n] || ''));
const names = text => [...text.matchAll(/\{(\w+)\}/g)].map(m => m[1]);
/* A rule that names what the address does not have says nothing. */
const told = text => names(text).every(n => found[n]);
const inPattern = text => text.replace(/\{(\w+)\}/g, (all, n) =>
  (found[n] || '').replace(/[^\w-]/g, '\\$&'));
const query = (base, css) => { try { return base.querySelector(css); } catch (e) {
  return null; } };
const queryAll = (base, css) => { try { return [...base.querySelectorAll(css)].slice(0, 200);
  } catch (e) { return []; } };
let focus = document;
/* The address is about one element, found or not: no other one may speak for it. */
let bound = false;
let scripts = null;
const inScripts = (pattern) => {
  if (scripts === null) {
    scripts = '';
    for (const s of document.scripts)
      if (!s.src && scripts.length + s.text.length <= 8000000)
        scripts += s.text + '\n';
  }
  const m = new RegExp(pattern).exec(scripts);
  const v = m ? m[1] || m[0] : '';
  /* As it stands in JSON. */
  try { return JSON.parse('"' + v + '"'); } catch (e) { return v; }
};
/* Some numbers hold the time they were given out at. */
const timeOf = (number, rule) => {
  if (!/^[0-9]{15,20}$/.test(number))
    return '';
  const t = Number(BigInt(number) >> BigInt(rule.shift)) * (rule.unit || 1) +
    (rule.since || 0);
  return t > 1.1e12 && t < Date.now() + 86400000 ? new Date(t).toISOString() : '';
};
const value = (e, rule) => {
  let v = !e ? '' : rule.attr && rule.attr !== 'text' ? e.getAttribute(rule.attr) || '' :
    e.textContent;
  if (v && rule.url)
    v = absolute(v);
  if (v && rule.match) {
    const m = new RegExp(rule.match).exec(v);
    v = m ? m[1] || m[0] : '';
  }
  return v;
};
/* Another post of the same page, before or after the one it is about. */
const neighbour = rule => {
  if (focus === document)
    return null;
  const all = queryAll(document, rule.of);
  const here = all.indexOf(focus);
  const some = here < 0 ? [] : rule.side === 'before' ? all.slice(0, here).reverse() :
    all.slice(here + 1);
  return some.find(e => !rule.has || query(e, rule.has) ||
    e.textContent.toLowerCase().includes(rule.has)) || null;
};
const apply = rule => {
  let v = '';
  if (rule.path !== undefined)
    v = inPath ? inPath[rule.path] || '' : '';
  else if (rule.ld)
    v = linked(rule.ld);
  else if (rule.meta)
    v = value({getAttribute: () => meta(rule.meta)}, {...rule, attr: 'content'});
  else if (rule.script)
    v = told(rule.script) ? inScripts(inPattern(rule.script)) : '';
  else if (rule.of) {
    const e = neighbour(rule);
    v = e ? value(query(e, fill(rule.css)), rule) : '';
  } else if (rule.css) {
    const css = fill(rule.css);
    const inside = focus !== document && (query(focus, css) || (focus.matches(css) && focus));
    const alone = rule.only_focus || (bound && !names(rule.css).length);
    v = told(rule.css) ? value(inside || (alone ? null : query(document, css)), rule) : '';
  }
  if (v && rule.shift)
    v = timeOf(v, rule);
  if (v && rule.epoch && /^\d{9,13}$/.test(v.trim()))
    v = new Date(Number(v) * (v.trim().length > 11 ? 1 : 1000)).toISOString();
  if (v && rule.prefix)
    v = rule.prefix + v.trim();
  return v;
};
const media = new Set();
const addMedia = v => {
  const u = absolute(v);
  if (u && media.size < 200)
    media.add(u);
};
if (site) {
  for (const rule of site.before_focus || [])
    found[rule.name] = found[rule.name] || cut(apply(rule), 500);
  for (const entry of site.focus || []) {
    const text = entry.css ? entry.css + entry.starts : entry;
    if (!told(text) || (found[site.needs] && !names(text).includes(site.needs)))
      continue;
    focus = (entry.css ? queryAll(document, entry.css).find(e =>
      new RegExp(inPattern(entry.starts)).test(e.textContent.trim())) :
      query(document, fill(entry))) || document;
    if (focus !== document)
      break;
  }
  bound = Boolean(found[site.needs]);
  for (const [name, rules] of Object.entries(site.fields || {}))
    for (const rule of rules) {
      const v = cut(apply(rule), 4000);
      if (v) { found[name] = v; break; }
    }
}
/* A list of terms tells the words of a term beside it. */
const beside = focus.localName === 'dt' ? focus.nextElementSibling : null;
const places = focus === document ? bound ? [] : [document] :
  beside && beside.localName === 'dd' ? [focus, beside] : [focus];
for (const place of places)
  for (const rule of (site || {}).media || [])
    for (const e of queryAll(place, fill(rule.css)))
      addMedia(value(e, rule));
for (const n of ['og:image', 'og:image:secure_url', 'og:video', 'og:video:url',
    'og:video:secure_url', 'twitter:image', 'twitter:player:stream'])
  for (const e of queryAll(document, `meta[property="${n}"],meta[name="${n}"]`))
    addMedia(e.content);
for (const e of places.flatMap(p => queryAll(p, 'video[src],video source[src],audio[src],' +
    'video[poster]'))) {
  addMedia(e.getAttribute('src') || '');
  addMedia(e.getAttribute('poster') || '');
}
for (const e of places.flatMap(p => queryAll(p, 'img')))
  if (e.naturalWidth === 0 || (e.naturalWidth >= 150 && e.naturalHeight >= 150))
    addMedia(e.currentSrc || e.src);
for (const n of ['contentUrl', 'image.url', 'thumbnailUrl'])
  addMedia(linked(n));

const around = focus !== document ? places.map(e => e.innerText).join('\n') :
  (document.querySelector('main,article,[role=main]') || document.body ||
   document.documentElement).innerText;
/* Addresses hold names of other scripts in escapes. */
const readable = v => {
  try { return /%[0-9A-Fa-f]{2}/.test(v) ? decodeURIComponent(v) : v; } catch (e) { return v; }
};
return JSON.stringify({
  title: cut(document.title, 2000),
  account: cut(readable(found.account || '') || linked('author.alternateName', 'author.name',
    'creator.alternateName', 'creator.name') || meta('article:author', 'author',
    'twitter:creator', 'profile:username') || (document.querySelector(
    '[itemprop=author]') ? micro('author') : ''), 500),
  account_name: cut(found.account_name || linked('author.name', 'creator.name'), 500),
  account_id: cut(found.account_id || linked('author.identifier.value',
    'author.identifier', 'creator.identifier', 'mainEntity.identifier'), 200),
  post_id: cut(found.post_id, 200),
  posted_at: cut(found.posted_at || linked('datePublished', 'uploadDate', 'dateCreated') ||
    meta('article:published_time', 'og:published_time', 'datePublished', 'uploadDate',
    'date') || micro('datePublished') || micro('uploadDate'), 100),
  site_reader: site ? site.id : '',
  prompt_post: cut(found.prompt_post, 4000),
  prompt_text: cut(found.prompt_text, 4000),
  answer_post: cut(found.answer_post, 4000),
  og_title: cut(meta('og:title'), 2000),
  og_url: absolute(meta('og:url') || ''),
  canonical: absolute((document.querySelector('link[rel=canonical]') || {}).href || ''),
  description: cut(meta('og:description', 'description'), 4000),
  media_urls: [...media].join('\n').slice(0, 60000),
  surroundings: String(around || '').slice(0, 8000),
  language: cut(document.documentElement.lang, 40),
  user_agent: cut(navigator.userAgent, 400),
});
