import { byId, write } from "./make.js";

const KEPT = "framecast.token";
const READ_WITHIN = 12_000;
let fading = 0;

/** Commands need the token. It is asked once, kept for this tab's session, and sent in a header only. */
export class Door {
  #dialog = byId("token-dialog");
  #input = byId("token-input");

  constructor() {
    byId("token-form").addEventListener("submit", (sent) => {
      sent.preventDefault(); // nothing is ever sent as a form
      this.#dialog.close("go");
    });
    byId("token-cancel").addEventListener("click", () => this.#dialog.close(""));
  }

  /** Sends a command and says what was answered; true if it was done. */
  async post(path) {
    let why = "Changing anything needs the token that the console was started with.";
    for (;;) {
      const token = sessionStorage.getItem(KEPT) ?? (await this.#ask(why));
      if (!token) {
        say("Nothing was changed.");
        return false;
      }
      sessionStorage.setItem(KEPT, token);
      const { status, message } = await answerOf(path, token);
      if (status === 401) {
        sessionStorage.removeItem(KEPT);
        why = message;
        say(message);
        continue;
      }
      say(message);
      return status >= 200 && status < 300;
    }
  }

  #ask(why) {
    write(byId("token-why"), why);
    this.#input.value = "";
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
    this.#input.focus();
    return new Promise((resolve) => {
      this.#dialog.addEventListener("close", () => {
        const token = this.#dialog.returnValue === "go" ? this.#input.value.trim() : "";
        this.#input.value = "";
        resolve(token);
      }, { once: true });
    });
  }
}

async function answerOf(path, token) {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return { status: 401, message: "This is no token: a token has no spaces and no letters beyond ASCII." };
  }
  try {
    const answer = await fetch(path, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
    const said = await answer.json().catch(() => ({}));
    return { status: answer.status, message: said.message ?? `The console answered ${answer.status}.` };
  } catch {
    return { status: 0, message: "The console cannot be reached; nothing is known of what was asked." };
  }
}

/** The sentence shown in the status region, and read aloud. */
export function say(sentence) {
  const status = byId("status");
  status.textContent = sentence;
  status.classList.add("new");
  clearTimeout(fading);
  fading = setTimeout(() => status.classList.remove("new"), READ_WITHIN);
}
