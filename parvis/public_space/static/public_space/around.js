// Sorts the public places by distance from where this device is. The position never leaves it.
"use strict";
(() => {
  const FAR = 2000; // metres
  const SHOWN = 30;
  const DEGREE = 111320; // metres of a degree of latitude
  const section = document.getElementById("autour");
  const status = section.querySelector("[role=status]");
  const said = section.dataset;

  // metres from a point to the nearest side of a box of degrees; 0 inside
  function distance(here, [west, south, east, north]) {
    const squeeze = Math.cos((here.latitude * Math.PI) / 180);
    const x = Math.max(west - here.longitude, 0, here.longitude - east) * DEGREE * squeeze;
    const y = Math.max(south - here.latitude, 0, here.latitude - north) * DEGREE;
    return Math.hypot(x, y);
  }

  function row(place) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = place.url;
    link.textContent = place.title;
    const far = place.masked && place.metres === 0
      ? said.zone
      : said.metres.replace("%s", String(Math.round(place.metres)));
    item.append(link, ` (${place.kind}, ${place.place}) : ${far}`);
    return item;
  }

  function show(here, places) {
    const near = places
      .map((place) => ({ ...place, metres: distance(here, place.box) }))
      .filter((place) => place.metres <= FAR)
      .sort((one, other) => one.masked - other.masked || one.metres - other.metres)
      .slice(0, SHOWN);
    status.textContent = near.length ? said.found : said.none;
    section.querySelector("ol")?.remove();
    if (!near.length) return;
    const list = document.createElement("ol");
    list.append(...near.map(row));
    status.after(list);
  }

  async function find() {
    status.textContent = said.wait;
    try {
      const [answer, position] = await Promise.all([
        fetch(said.places),
        new Promise((give, refuse) => navigator.geolocation.getCurrentPosition(give, refuse)),
      ]);
      show(position.coords, (await answer.json()).places);
    } catch (error) {
      status.textContent = said.refused;
    }
  }

  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = said.button;
  button.addEventListener("click", find);
  status.before(button);
})();
