// Reads Mapbox Vector Tiles 2.1 out of protocol buffers: `ParvisTile.read(buffer)` gives
// [{name, extent, features: [{id, type, properties, paths}]}], places in units of the tile.
"use strict";
globalThis.ParvisTile = (() => {
  const MOVE = 1, LINE = 2, CLOSE = 7; // commands of a geometry

  class Reader {
    constructor(bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.at = 0;
    }

    /** Calls the handler of each field by its number; leaves the others. */
    fields(handlers) {
      while (this.at < this.bytes.length) {
        const key = this.whole();
        const handle = handlers[key >> 3];
        if (handle) handle();
        else this.skip(key & 7);
      }
    }

    /** A whole number without a sign, exact up to 2 ** 53. */
    whole() {
      let value = 0, factor = 1, byte;
      do {
        byte = this.bytes[this.at++];
        value += (byte & 127) * factor;
        factor *= 128;
      } while (byte & 128);
      return value;
    }

    /** A number of 64 bits with its sign, in two's complement. */
    signed() {
      let value = 0n, shift = 0n, byte;
      do {
        byte = this.bytes[this.at++];
        value |= BigInt(byte & 127) << shift;
        shift += 7n;
      } while (byte & 128);
      return Number(BigInt.asIntN(64, value));
    }

    zigzag() {
      const value = this.whole();
      return value % 2 ? -(value + 1) / 2 : value / 2;
    }

    part() {
      const length = this.whole(), start = this.at;
      this.at += length;
      return new Reader(this.bytes.subarray(start, this.at));
    }

    text() {
      return new TextDecoder().decode(this.part().bytes);
    }

    real(bytes) {
      const at = this.at;
      this.at += bytes;
      return bytes === 4 ? this.view.getFloat32(at, true) : this.view.getFloat64(at, true);
    }

    wholes() {
      const part = this.part(), found = [];
      while (part.at < part.bytes.length) found.push(part.whole());
      return found;
    }

    skip(wire) {
      if (wire === 0) this.whole();
      else if (wire === 2) this.part();
      else if (wire === 1 || wire === 5) this.at += wire === 1 ? 8 : 4;
      else throw new RangeError(`wire type ${wire}`);
    }
  }

  function value(reader) {
    let found = null;
    reader.fields({
      1: () => { found = reader.text(); },
      2: () => { found = reader.real(4); },
      3: () => { found = reader.real(8); },
      4: () => { found = reader.signed(); },
      5: () => { found = reader.whole(); },
      6: () => { found = reader.zigzag(); },
      7: () => { found = reader.whole() === 1; },
    });
    return found;
  }

  /** Points, lines or rings, each a list of [x, y]; a ring ends where it began. */
  function paths(commands) {
    const found = [], unzigzag = (n) => (n >>> 1) ^ -(n & 1);
    let x = 0, y = 0;
    for (let at = 0; at < commands.length;) {
      const command = commands[at] & 7, count = commands[at++] >> 3;
      if (command === CLOSE) found.at(-1).push(found.at(-1)[0]);
      else for (let n = 0; n < count; n++) {
        x += unzigzag(commands[at++]);
        y += unzigzag(commands[at++]);
        if (command === MOVE) found.push([]);
        if (command === MOVE || command === LINE) found.at(-1).push([x, y]);
      }
    }
    return found;
  }

  function feature(reader, keys, values) {
    const found = { id: null, type: 0, properties: {}, paths: [] };
    reader.fields({
      1: () => { found.id = reader.whole(); },
      2: () => {
        const tags = reader.wholes();
        for (let n = 0; n < tags.length; n += 2) found.properties[keys[tags[n]]] = values[tags[n + 1]];
      },
      3: () => { found.type = reader.whole(); },
      4: () => { found.paths = paths(reader.wholes()); },
    });
    return found;
  }

  function layer(reader) {
    const found = { name: "", extent: 4096 }, keys = [], values = [], features = [];
    reader.fields({
      1: () => { found.name = reader.text(); },
      2: () => { features.push(reader.part()); },
      3: () => { keys.push(reader.text()); },
      4: () => { values.push(value(reader.part())); },
      5: () => { found.extent = reader.whole(); },
    });
    return { ...found, features: features.map((each) => feature(each, keys, values)) };
  }

  function read(buffer) {
    const reader = new Reader(new Uint8Array(buffer)), layers = [];
    reader.fields({ 3: () => { layers.push(layer(reader.part())); } });
    return layers;
  }

  return { read };
})();
