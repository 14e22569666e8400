// Rebuilds the reply pages of a portal from its API alone. HUIYIN_PORTAL says where the portal is.
import { Portal } from "../portal.mjs";
import { frontend } from "./replies.js";

export default function (config) {
  const address = process.env.HUIYIN_PORTAL || "http://127.0.0.1:8000";
  const pause = Number(process.env.HUIYIN_PAUSE || 100); // milliseconds between two requests
  config.addGlobalData("portal", () => frontend(new Portal(address, { pause })));
  config.addPassthroughCopy({ "plain.css": "plain.css" });
  config.addFilter("day", (moment) => moment?.slice(0, 10) ?? "");
  config.setNunjucksEnvironmentOptions({ autoescape: true, throwOnUndefined: true });
  return { dir: { input: "pages", includes: "../layouts", output: process.env.HUIYIN_OUTPUT || "_site" } };
}
