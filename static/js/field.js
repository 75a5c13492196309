// 현장: everything works without this, one form after another. With it nothing that was typed is lost, with or without
// a network.
import "./field/forms.js";
import "./field/lines.js";
import "./field/photos.js";
import "./field/banner.js";
import "./field/offline.js";
import { send } from "./field/queue.js";

if (document.querySelector("[data-net]")) send();
