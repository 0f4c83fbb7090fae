// The map that moves: draws the vector tiles of a page of rows, lists what is in view, reads what
// is pointed at. What it says and asks is in #carte-donnees; centre and zoom stand in the address.
"use strict";
(() => {
  const told = JSON.parse(document.getElementById("carte-donnees").textContent);
  const { words, columns } = told;
  const SIDE = 512, NEAR = matchMedia("(pointer: coarse)").matches ? 22 : 12; // pixels
  const RADIUS = 6, CELL = 64, ROWS = 50, SQUARES = 20, STEPS = 2, DEEPEST = 20;
  const POINT = 1, LINE = 2;
  const one = (id) => document.getElementById(id);
  const numbers = new Intl.NumberFormat(told.lang);
  const short = new Intl.NumberFormat(told.lang, { notation: "compact" });
  const held = new Map(); // tiles by their place: {coords, canvas, features, stop}

  function made(tag, values = {}, ...inside) {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...inside);
    return element;
  }

  // --- tiles -----------------------------------------------------------------------------------

  /** Adds to each feature its layer, its places in pixels of the tile and what is around them. */
  function understood(buffer) {
    return ParvisTile.read(buffer).flatMap(({ name, extent, features }) => features.map((feature) => {
      const paths = feature.paths.map((path) => path.map(([x, y]) => [x * SIDE / extent, y * SIDE / extent]));
      const flat = paths.flat(), xs = flat.map(([x]) => x), ys = flat.map(([, y]) => y);
      const low = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
      const high = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
      const box = [low(xs), low(ys), high(xs), high(ys)];
      return { ...feature, paths, box, name, rows: name.endsWith(".counts") ? feature.properties.rows : 0 };
    }));
  }

  async function load(tile) {
    const { x, y, z } = tile.coords;
    const answer = await fetch(`${told.tiles}${z - 1}/${y}/${x}${told.query}`, { signal: tile.stop.signal });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    tile.features = understood(await answer.arrayBuffer());
    draw(tile);
  }

  const Tiles = L.GridLayer.extend({
    createTile(coords, done) {
      const ratio = Math.min(devicePixelRatio, 2);
      const canvas = made("canvas", { width: SIDE * ratio, height: SIDE * ratio });
      canvas.getContext("2d").scale(ratio, ratio);
      const tile = { coords, canvas, features: [], stop: new AbortController() };
      held.set(key(coords), tile);
      load(tile).then(() => done(null, canvas), (error) => {
        if (error.name !== "AbortError") one("carte-etat").textContent = words.failed;
        done(error, canvas);
      });
      return canvas;
    },
  });

  const key = ({ x, y, z }) => `${z}/${x}/${y}`;

  // --- drawing ---------------------------------------------------------------------------------

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(name).trim();
    return { mark: of("--chart-1"), edge: of("--ground"), count: of("--action"), number: of("--on-action"), font: of("--sans") };
  }

  function draw(tile) {
    const pen = tile.canvas.getContext("2d"), ink = colours();
    pen.clearRect(0, 0, SIDE, SIDE);
    const order = (each) => (each.rows ? 4 : 4 - each.type); // surfaces below lines below points
    for (const each of [...tile.features].sort((a, b) => order(a) - order(b))) {
      if (each.rows) drawCount(pen, ink, each);
      else if (each.type === POINT) drawPoints(pen, ink, each);
      else drawShape(pen, ink, each);
    }
  }

  function drawPoints(pen, ink, { paths }) {
    Object.assign(pen, { fillStyle: ink.mark, strokeStyle: ink.edge, lineWidth: 1.5 });
    for (const [[x, y]] of paths) {
      pen.beginPath();
      pen.arc(x, y, RADIUS, 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    }
  }

  function drawShape(pen, ink, { paths, type }) {
    Object.assign(pen, { fillStyle: ink.mark, strokeStyle: ink.mark, lineWidth: 2 });
    pen.beginPath();
    for (const path of paths) path.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    if (type !== LINE) {
      pen.globalAlpha = 0.3;
      pen.fill("evenodd");
      pen.globalAlpha = 1;
    }
    pen.stroke();
  }

  /** A square with its number, larger where there are more. */
  function drawCount(pen, ink, { paths: [[[x, y]]], rows }) {
    const side = Math.min(26 + 7 * Math.log10(rows), CELL - 8);
    Object.assign(pen, { fillStyle: ink.count, strokeStyle: ink.edge, lineWidth: 2 });
    pen.fillRect(x - side / 2, y - side / 2, side, side);
    pen.strokeRect(x - side / 2, y - side / 2, side, side);
    Object.assign(pen, { fillStyle: ink.number, font: `600 13px ${ink.font}`, textAlign: "center", textBaseline: "middle" });
    pen.fillText(short.format(rows), x, y, side - 4);
  }

  // --- the map ---------------------------------------------------------------------------------

  const box = one("carte");
  box.hidden = false;
  one("carte-attente").hidden = true;
  const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, {
    minZoom: 1, maxZoom: DEEPEST, zoomControl: false, attributionControl: false, inertia: moves,
    zoomAnimation: moves, fadeAnimation: moves, maxBounds: [[-85, -180], [85, 180]],
  });
  L.control.zoom({ zoomInTitle: words.closer, zoomOutTitle: words.farther }).addTo(map);
  const credits = L.control.attribution({ prefix: false }).addTo(map);
  const plain = (text) => made("span", {}, text).innerHTML; // Leaflet takes markup
  credits.addAttribution(plain(told.credit));
  credits.addAttribution("Leaflet");
  if (told.basemap) L.tileLayer(told.basemap.url, { maxZoom: DEEPEST, maxNativeZoom: 18, attribution: plain(told.basemap.credit) }).addTo(map);
  else L.polygon(told.ground.map((ring) => [ring]), { interactive: false, className: "land", weight: 1, fillOpacity: 1 }).addTo(map);
  map.createPane("lignes").style.zIndex = 450; // over the ground
  const layer = new Tiles({ tileSize: SIDE, noWrap: true, keepBuffer: 1, updateWhenZooming: false, pane: "lignes" });
  const ring = L.circleMarker([0, 0], { radius: 13, fill: false, interactive: false, className: "carte-choix", pane: "markerPane" });

  // --- what is there ---------------------------------------------------------------------------

  const here = () => [...held.values()].filter(({ coords }) => coords.z === map.getZoom());
  const origin = ({ coords }) => [coords.x * SIDE, coords.y * SIDE];

  /** Each row once, each square: {feature, tile, at}, in pixels of the whole map, that meet the
   * frame. A point beyond the side of its tile belongs to the next one. */
  function within(frame) {
    const found = new Map();
    for (const tile of here()) {
      const [left, top] = origin(tile);
      tile.features.forEach((feature, n) => {
        const [west, north, east, south] = feature.box;
        const meets = left + east >= frame.min.x && left + west <= frame.max.x
          && top + south >= frame.min.y && top + north <= frame.max.y;
        const beyond = feature.type === POINT && (west < 0 || north < 0 || east >= SIDE || south >= SIDE);
        const alone = feature.rows || (feature.id === null && feature.type === POINT);
        const name = alone ? `${key(tile.coords)}#${n}` : `${feature.name}-${feature.id ?? JSON.stringify(feature.properties)}`;
        if (meets && !beyond && !found.has(name)) found.set(name, { feature, tile, at: L.point(left + (west + east) / 2, top + (north + south) / 2) });
      });
    }
    return [...found.values()];
  }

  function distance(feature, x, y) {
    if (feature.rows) return Math.max(Math.abs(feature.box[0] - x), Math.abs(feature.box[1] - y)); // of a square
    if (feature.type === POINT) return Math.min(...feature.paths.map(([[px, py]]) => Math.hypot(px - x, py - y)));
    const lines = feature.paths.flatMap((path) => path.slice(1).map((end, n) => [path[n], end]));
    if (feature.type !== LINE && lines.filter(([[ax, ay], [bx, by]]) => (ay > y) !== (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)).length % 2) return 0;
    return Math.min(...lines.map(([[ax, ay], [bx, by]]) => {
      const length = (bx - ax) ** 2 + (by - ay) ** 2;
      const share = length ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
      return Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y);
    }));
  }

  /** Reads what is at a place: rows, or a square to come closer to. */
  function pick(place) {
    const at = map.project(place), reach = L.point(CELL / 2, CELL / 2);
    const near = within(L.bounds(at.subtract(reach), at.add(reach))).filter(({ feature, tile }) => {
      const [left, top] = origin(tile);
      const most = feature.rows ? CELL / 2 : feature.type === POINT || feature.type === LINE ? NEAR : 0;
      return distance(feature, at.x - left, at.y - top) <= most;
    });
    const square = near.find(({ feature }) => feature.rows);
    if (square && map.getZoom() < DEEPEST) closer(square);
    else read(near.filter(({ feature }) => !feature.rows), square);
  }

  function closer({ at }) {
    map.setView(map.unproject(at), Math.min(map.getZoom() + STEPS, DEEPEST));
    box.focus({ preventScroll: true });
  }

  // --- words -----------------------------------------------------------------------------------

  function written({ name, kind }, value) {
    if (value === undefined || value === null) return "–";
    if (kind === "number") return numbers.format(value);
    if (kind === "boolean") return value ? words.yes : words.no;
    if (kind === "date") return new Date(`${value}T00:00:00Z`).toLocaleDateString(told.lang, { dateStyle: "long", timeZone: "UTC" });
    if (kind === "datetime") return new Date(value).toLocaleString(told.lang, { dateStyle: "long", timeStyle: "short", timeZone: told.zone });
    return String(value);
  }

  const title = (feature) => written(columns[0], feature.properties[columns[0].name]);

  /** Rows that are given under a condition have no identifier, and no page. */
  function link(feature) {
    if (feature.id === null) return title(feature);
    const href = `${told.rows}${feature.name}-${feature.id}?f=html&lang=${told.lang}`;
    return made("a", { href }, title(feature));
  }

  /** The rows that were pointed at, each with its values and the way to its own page. */
  function read(found, square) {
    const shown = found.slice(0, ROWS).map(({ feature }) => made("article", {}, made("h2", {}, link(feature)), made("dl", { className: "facts" },
      ...columns.slice(1).map((column) => made("div", {}, made("dt", {}, column.title), made("dd", {}, written(column, feature.properties[column.name])))))));
    const crowd = square ? [made("p", {}, words.crowd.replace("%s", numbers.format(square.feature.rows)))] : [];
    const nothing = shown.length || square ? [] : [made("p", {}, words.nothing)];
    one("carte-ligne").replaceChildren(...crowd, ...shown, ...nothing);
    ring.remove();
    if (found.length) ring.setLatLng(map.unproject(found[0].at)).addTo(map);
  }

  function row(each) {
    const { feature } = each, name = title(feature);
    const button = made("button", { type: "button", className: "button second" }, words.centre);
    button.setAttribute("aria-label", `${words.centre} : ${name}`);
    button.addEventListener("click", () => {
      map.panTo(map.unproject(each.at));
      read([each]);
      box.focus();
    });
    const cells = columns.slice(1).map((column) => made("td", { className: column.kind === "number" ? "num" : "" }, written(column, feature.properties[column.name])));
    return made("tr", {}, made("th", { scope: "row" }, link(feature)), ...cells, made("td", {}, button));
  }

  function square(each) {
    const { lat, lng } = map.unproject(each.at), degrees = new Intl.NumberFormat(told.lang, { maximumFractionDigits: 3 });
    const around = `${degrees.format(lat)} ; ${degrees.format(lng)}`;
    const text = words.square.replace("%(place)s", around).replace("%(count)s", numbers.format(each.feature.rows));
    const button = made("button", { type: "button", className: "button second" }, text);
    button.addEventListener("click", () => closer(each));
    return made("li", {}, button);
  }

  /** What is in view, as a table and a list. */
  function list() {
    const found = within(map.getPixelBounds());
    const rows = found.filter(({ feature }) => !feature.rows);
    const squares = found.filter(({ feature }) => feature.rows).sort((a, b) => b.feature.rows - a.feature.rows);
    rows.sort((a, b) => title(a.feature).localeCompare(title(b.feature), told.lang));
    const total = rows.length + squares.reduce((sum, { feature }) => sum + feature.rows, 0);
    one("carte-etat").textContent = words.inView.replace("%s", numbers.format(total))
      + (rows.length > ROWS ? ` ${words.first.replace("%s", numbers.format(ROWS))}` : "");
    one("carte-lignes").tBodies[0].replaceChildren(...rows.slice(0, ROWS).map(row));
    one("carte-lignes").parentElement.hidden = !rows.length;
    one("carte-carres").replaceChildren(...squares.slice(0, SQUARES).map(square));
  }

  // --- the address -----------------------------------------------------------------------------

  const [, zoom, lat, lon] = location.hash.match(/^#carte=(\d+)\/(-?[\d.]+)\/(-?[\d.]+)$/) ?? [];
  function keep() {
    const { lat, lng } = map.getCenter();
    history.replaceState(null, "", `#carte=${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`);
  }
  // a filter, the other language: the same place
  document.addEventListener("click", ({ target }) => {
    const followed = target.closest(".active a, #filters a, a.lang");
    if (followed) followed.hash = location.hash;
  });
  document.addEventListener("submit", ({ target }) => {
    if (target.closest("main")) target.action = location.pathname + location.hash;
  });

  layer.on("load", list);
  layer.on("tileunload", ({ coords }) => {
    held.get(key(coords))?.stop.abort();
    held.delete(key(coords));
  });
  map.on("click", ({ latlng }) => pick(latlng));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === box) pick(map.getCenter());
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => held.forEach(draw));
  if (zoom && Math.abs(lat) <= 85 && Math.abs(lon) <= 180) map.setView([lat, lon], Math.max(1, Math.min(DEEPEST, zoom)));
  else if (told.extent) map.fitBounds([[told.extent[1], told.extent[0]], [told.extent[3], told.extent[2]]], { maxZoom: 17, animate: false });
  else map.setView([0, 0], 1);
  keep();
  layer.addTo(map);
  map.on("moveend", () => { // once the layer knows what it lacks
    keep();
    if (!layer.isLoading()) list();
  });
})();
