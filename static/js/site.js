// The portal works without any of this; each module makes one thing quicker or safer.
import "./contrast.js";
import "./dialogs.js";
import "./errors.js";
import "./guard.js";
import "./idle.js";
import "./keep.js";
import "./menu.js";
import "./passkey.js";
import "./password.js";
import "./showcase.js";
import "./tabs.js";
import "./upload.js";
