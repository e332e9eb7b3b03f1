// The first view: what waits, the accounts with their codes, and what should be known.

import { AccountRow } from "./accounts.js";
import { Card } from "./cards.js";
import * as clock from "./clock.js";
import * as install from "./install.js";
import * as notices from "./notices.js";
import * as push from "./push.js";
import * as requests from "./requests.js";
import * as store from "./store.js";
import { on, part, say, span, text } from "./texts.js";
import * as views from "./views.js";

const EVERY = 3_000;
const TICK = 500;
const CARE = 60_000; // between two looks at the push service
let caredAt = -CARE;
let shown = null; // the view as it is now, or null when another one is open
const renewed = new Set(); // accounts whose push address was asked for again, once a start

class Home {
  constructor(root) {
    this.root = root;
    this.cards = new Map();
    this.rows = new Map();
    this.isLooking = false;
    this.timer = 0;
    this.ticker = window.setInterval(() => this.tick(), TICK);
    on(root, {
      look: () => this.look(true),
      add: () => views.enter("add"),
      about: () => views.enter("about"),
    });
    this.look();
  }

  stop() {
    window.clearTimeout(this.timer);
    window.clearInterval(this.ticker);
  }

  get isBusy() {
    return [...this.cards.values()].some((card) => card.isTyped || card.isSending);
  }

  async look(isAsked = false) {
    if (this.isLooking) return;
    this.isLooking = true;
    window.clearTimeout(this.timer);
    part(this.root, "looking").hidden = !isAsked;
    try {
      const found = await requests.look();
      if (this !== shown) return;
      if (!found.length) {
        views.back(); // the last one is gone
        return;
      }
      this.accountsShow(found);
      this.requestsShow(found.flatMap((one) => one.waiting), found);
      await this.noticesShow(found);
      if (isAsked) say(text(this.cards.size ? "look.some" : "look.none"));
    } catch (error) {
      // The browser clears its storage just now: the next look finds what is left.
      if (!(error instanceof DOMException)) throw error;
    } finally {
      this.isLooking = false;
      part(this.root, "looking").hidden = true;
      if (this === shown && !document.hidden) {
        this.timer = window.setTimeout(() => this.look(), EVERY);
      }
    }
  }

  accountsShow(found) {
    const list = part(this.root, "accounts");
    for (const one of found) {
      const { id } = one.account;
      if (!this.rows.has(id)) {
        this.rows.set(id, new AccountRow(one.account));
        list.append(this.rows.get(id).element);
      }
      this.rows.get(id).update(one);
    }
    for (const [id, row] of this.rows) {
      if (found.some((one) => one.account.id === id)) continue;
      row.element.remove();
      this.rows.delete(id);
    }
    this.tick();
  }

  requestsShow(waiting, found) {
    for (const request of waiting) this.requestShow(request);
    for (const card of this.cards.values()) {
      const { id, account } = card.request;
      const isReached = found.some((one) => one.account.id === account.id && !one.isUnreached);
      const isThere = waiting.some((one) => one.id === id);
      if (isReached && !isThere && !card.isOver && !card.isSending) card.result("over");
    }
    this.emptyShow();
  }

  requestShow(request) {
    const old = this.cards.get(request.id);
    if (old && old.request.text === request.text) {
      if (!old.isOver) old.request.endsAt = request.endsAt;
      return;
    }
    old?.element.remove();
    const card = new Card(request, () => this.dismiss(request.id));
    this.cards.set(request.id, card);
    part(this.root, "requests").prepend(card.element);
    say(text("request.new"));
    // Nobody is doing anything else: the next thing to do is to type the number.
    const active = document.activeElement;
    if (active === document.body || active?.matches("h1")) card.field.focus();
  }

  dismiss(id) {
    this.cards.get(id)?.element.remove();
    this.cards.delete(id);
    this.emptyShow();
    this.root.querySelector("h1").focus();
  }

  emptyShow() {
    part(this.root, "empty").hidden = this.cards.size > 0;
  }

  async noticesShow(found) {
    const place = part(this.root, "notices");
    const reached = found.filter((one) => one.device);
    const again = { actions: { look: () => this.look(true) } };
    const isAway = found.some((one) => one.isUnreached);
    notices.set(place, "offline", isAway && !navigator.onLine, again);
    notices.set(place, "unreachable", isAway && navigator.onLine, again);
    const isPractising = reached.some((one) => one.device.state === "PENDING");
    notices.set(place, "practise", isPractising && !this.cards.size);
    const key = clock.difference() > 0 ? "clock.behind" : "clock.ahead";
    const words = text(key, { span: span(clock.difference()) });
    const isClockNews = clock.isWrong() && !this.cards.size;
    notices.set(place, "clock", isClockNews, { values: { words } });
    if (reached.length) await pushCare(reached);
    await this.offersShow(isPractising || this.cards.size > 0);
  }

  // What can wait: not while there is something to do.
  async offersShow(isBusy) {
    const place = part(this.root, "offers");
    const state = await push.state();
    const isQuiet = (await store.setting("pushLater")) === state;
    const shows = (name) => state === name && !isQuiet && !isBusy;
    const later = async () => {
      await store.settingPut("pushLater", state);
      notices.set(place, `push-${state}`, false);
    };
    const allow = async () => {
      await push.allow();
      await this.look();
    };
    for (const name of ["ask", "denied", "unsupported", "install", "failed"]) {
      notices.set(place, `push-${name}`, shows(name), { actions: { allow, later } });
    }
    const way = install.way();
    const isLater = (await store.setting("installLater")) === "yes";
    const actions = {
      install: () => install.ask().then(() => this.look()),
      later: async () => {
        await store.settingPut("installLater", "yes");
        for (const name of ["ask", "words"]) notices.set(place, `install-${name}`, false);
      },
    };
    for (const name of ["ask", "words"]) {
      const isShown = way === name && !isLater && !isBusy && state !== "install";
      notices.set(place, `install-${name}`, isShown, { actions });
    }
  }

  tick() {
    for (const card of this.cards.values()) card.tick();
    for (const row of this.rows.values()) row.tick();
  }

  hide() {
    window.clearTimeout(this.timer);
    for (const row of this.rows.values()) row.hide();
  }
}

async function pushCare(reached) {
  const lost = reached.find(
    ({ account, device }) => account.pushSent && device.push === false && !renewed.has(account.id),
  );
  if (lost) {
    renewed.add(lost.account.id);
    await push.renew(lost.account);
  } else if (performance.now() - caredAt > CARE) {
    caredAt = performance.now();
    await push.sync();
  }
}

export function render(root) {
  const home = new Home(root);
  shown = home;
  return () => {
    home.stop();
    shown = null;
  };
}

export const look = (isAsked = false) => shown?.look(isAsked);
export const hide = () => shown?.hide();
export const isBusy = () => shown?.isBusy ?? false;
