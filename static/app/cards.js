// One waiting sign-in as a card: what it is, how long it waits, approve by number, or deny.

import * as requests from "./requests.js";
import { copy, countdown, fill, has, moment, on, part, say, text, visible } from "./texts.js";

const FINAL = new Set(["approved", "wrong", "denied", "reported", "over", "changed", "unknown"]);

function named(key, purpose) {
  const own = `${key}.${purpose}`;
  return text(has(own) ? own : `${key}.other`);
}

function facts(card, request) {
  const { purpose, person, service, ip, place, browser, at } = request.facts;
  fill(card, {
    title: named("purpose", purpose),
    label: named("number", purpose),
    person,
    service,
    place: [place, ip].filter(Boolean).join(" · "),
    browser,
    at: moment(at),
  });
  const warning = `warning.${purpose}`;
  part(card, "warning").hidden = !has(warning);
  if (has(warning)) part(card, "warning").textContent = text(warning);
}

export class Card {
  constructor(request, finished) {
    this.request = request;
    this.finished = finished;
    this.isOver = false;
    this.isSending = false;
    this.element = copy("part-request");
    this.form = this.element.querySelector("form");
    this.field = this.form.elements.number;
    facts(this.element, request);
    this.form.addEventListener("submit", (event) => this.approve(event));
    on(this.element, {
      deny: () => this.turn(true),
      keep: () => this.turn(false),
      mistake: () => this.send({ answer: "deny", reason: "mistake" }),
      "not-me": () => this.send({ answer: "deny", reason: "not_me" }),
      done: () => this.finished(this),
    });
    this.tick();
  }

  get isTyped() {
    return this.field.value !== "" && !this.isOver;
  }

  tick() {
    if (this.isOver) return;
    const left = this.request.endsAt - performance.now();
    part(this.element, "left").textContent = countdown(left);
    if (left <= 0 && !this.isSending) this.result("over");
  }

  turn(isDenying) {
    this.form.hidden = isDenying;
    part(this.element, "deny").hidden = !isDenying;
    if (isDenying) part(this.element, "why").focus();
    else this.field.focus();
  }

  approve(event) {
    event.preventDefault();
    const { digits } = this.request.facts;
    const number = requests.digitsOnly(this.field.value);
    const isWhole = number.length === digits;
    this.field.setAttribute("aria-invalid", String(!isWhole));
    part(this.form, "problem").hidden = isWhole;
    if (isWhole) {
      this.send({ answer: "approve", number });
      return;
    }
    part(this.form, "problem").textContent = text("number.length", { n: digits });
    this.field.focus();
  }

  async send(answer) {
    if (this.isSending || this.isOver) return;
    this.busy(true);
    let result;
    try {
      result = await requests.answer(this.request, answer);
    } catch {
      result = "unreachable";
    }
    this.busy(false);
    if (FINAL.has(result)) this.result(result);
    else this.trouble();
  }

  busy(isSending) {
    this.isSending = isSending;
    this.element.setAttribute("aria-busy", String(isSending));
    for (const button of this.element.querySelectorAll("button")) button.disabled = isSending;
  }

  // Nobody knows whether the answer arrived. The server takes only the first one.
  trouble() {
    const place = part(this.element, "trouble");
    place.hidden = false;
    place.textContent = text("result.unreachable");
    say(place.textContent);
  }

  result(result) {
    this.isOver = true;
    const own = `result.${result}.${this.request.facts.purpose}`;
    const place = part(this.element, "result");
    fill(place, {
      "result-title": text(`result.${result}.title`),
      "result-text": text(has(own) ? own : `result.${result}`),
    });
    place.classList.add(result === "approved" ? "ok" : "warn");
    place.hidden = false;
    for (const name of ["waiting", "deny", "trouble"]) part(this.element, name).hidden = true;
    this.form.hidden = true;
    this.element.dataset.result = result;
    const isHere = this.element.contains(document.activeElement) || document.activeElement === document.body;
    if (isHere) part(place, "result-title").focus();
    else say(visible(part(place, "result-title").textContent));
  }
}
