// The portal works without any of this; each module makes one thing quicker or safer.
import "./attach.js";
import "./contrast.js";
import "./copy.js";
import "./dialogs.js";
import "./draft.js";
import "./errors.js";
import "./guard.js";
import "./idle.js";
import "./keep.js";
import "./leave.js";
import "./menu.js";
import "./passkey.js";
import "./password.js";
import "./print.js";
import "./showcase.js";
import "./tabs.js";
import "./upload.js";
