// The accounts in this app, each with its offline code: a ring of thirty seconds, shown on a tap.

import * as clock from "./clock.js";
import { copy, fill, on, part, say, text } from "./texts.js";
import { STEP, codeAt, grouped } from "./totp.js";
import * as views from "./views.js";

const SHOWN_FOR = 60_000; // then a code is hidden again: the phone may lie on a table

export class AccountRow {
  constructor(account) {
    this.account = account;
    this.shownAt = 0;
    this.code = "";
    this.element = copy("part-account");
    on(this.element, {
      open: () => views.enter("account", { id: this.account.id }),
      reveal: () => this.reveal(),
      copy: () => this.copyCode(),
    });
    this.update({ account });
  }

  update({ account, isKeyless = false }) {
    this.account = account;
    const { name, person, organisation, isGone } = account;
    fill(this.element, { person, device: text("account.device", { name, organisation }) });
    part(this.element, "gone").hidden = !isGone;
    part(this.element, "keyless").hidden = !isKeyless;
    part(this.element, "code").hidden = isGone || isKeyless || !account.totpKey;
  }

  get isShown() {
    return this.shownAt > 0;
  }

  async reveal() {
    this.shownAt = this.isShown ? 0 : performance.now();
    await this.tick();
    if (this.isShown) say(text("code.is", { code: Array.from(this.code).join(" ") }));
  }

  hide() {
    this.shownAt = 0;
    this.tick();
  }

  async copyCode() {
    const code = await codeAt(this.account.totpKey, clock.now());
    const isCopied = await navigator.clipboard.writeText(code).then(() => true, () => false);
    part(this.element, "copied").textContent = text(isCopied ? "copied" : "copy.failed");
  }

  async tick() {
    if (part(this.element, "code").hidden) return;
    if (this.isShown && performance.now() - this.shownAt > SHOWN_FOR) this.shownAt = 0;
    const now = clock.now();
    const left = STEP - (now % STEP);
    const isShown = this.isShown;
    this.code = isShown ? await codeAt(this.account.totpKey, now) : "";
    part(this.element, "digits").textContent = isShown ? grouped(this.code) : "••• •••";
    part(this.element, "ring").style.strokeDashoffset = String(100 - (left / STEP) * 100);
    const button = this.element.querySelector("[data-do=reveal]");
    button.setAttribute("aria-pressed", String(isShown));
    if (!isShown) part(this.element, "copied").textContent = "";
  }
}
