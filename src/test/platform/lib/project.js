import { existsSync } from "node:fs";

/** The folder of the project: the nearest one above these tests, or above a copy of them, that has a pom.xml. */
export const project = nearest(new URL("../", import.meta.url));

function nearest(folder) {
  if (existsSync(new URL("pom.xml", folder))) {
    return folder;
  }
  const above = new URL("../", folder);
  if (above.href === folder.href) {
    throw new Error("no pom.xml above the tests");
  }
  return nearest(above);
}
