import { readFileSync } from "node:fs";
import { project } from "./project.js";

const PLACEHOLDER = /<([^>]+)>/g;

/** The exchanges of a file in `src/test/resources/contracts`, in the order in which they were recorded. */
export function exchanges(file) {
  return JSON.parse(readFileSync(new URL(`src/test/resources/contracts/${file}`, project), "utf8"));
}

/**
 * Compares responses with recorded ones. `<name>` stands for the same text wherever it occurs and is learned from the
 * first response that has it; `<*>` stands for anything; `<name:decoded>` is percent-decoded in a request.
 */
export class Recording {
  #learned = new Map();

  learn(name, value) {
    this.#learned.set(name, value);
  }

  knows(template) {
    return [...template.matchAll(PLACEHOLDER)].every(([, name]) => this.#learned.has(name.replace(":decoded", "")));
  }

  /** The text with every placeholder filled in. */
  fill(template) {
    return template.replace(PLACEHOLDER, (_, name) => {
      const value = this.#learned.get(name.replace(":decoded", ""));
      if (value === undefined) {
        throw new Error(`nothing learned for ${name}`);
      }
      return name.endsWith(":decoded") ? decodeURIComponent(value) : value;
    });
  }

  /** Whether a value is what was recorded: text by text, and an object with exactly the same members. */
  matches(template, actual) {
    if (template === "<*>") {
      return true;
    }
    if (typeof template === "string") {
      return typeof actual === "string" && this.#matchesText(template, actual);
    }
    if (template === null || typeof template !== "object") {
      return template === actual;
    }
    if (actual === null || typeof actual !== "object" || Array.isArray(template) !== Array.isArray(actual)) {
      return false;
    }
    const names = Object.keys(template);
    return (
      names.length === Object.keys(actual).length &&
      names.every((name) => name in actual && this.matches(template[name], actual[name]))
    );
  }

  #matchesText(template, actual) {
    const unknown = [];
    const parts = template.split(PLACEHOLDER).map((part, index) => {
      if (index % 2 === 0) {
        return literal(part);
      }
      if (part === "*") {
        return ".*";
      }
      if (this.#learned.has(part)) {
        return literal(this.#learned.get(part));
      }
      unknown.push(part);
      return "(.+?)";
    });
    const found = new RegExp(`^${parts.join("")}$`, "s").exec(actual);
    unknown.forEach((name, index) => found && this.learn(name, found[index + 1]));
    return found !== null;
  }
}

function literal(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
