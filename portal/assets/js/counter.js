/** Numbers of people get a minus and a plus, large enough for a thumb. Typing works as before. */
export function counters() {
  for (const input of document.querySelectorAll(".party-fields input[type=number]")) {
    const box = document.createElement("div");
    box.className = "counter";
    input.replaceWith(box);
    box.append(button(input, -1, "−"), input, button(input, 1, "+"));
  }
}

function button(input, step, sign) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "counter-button";
  made.textContent = sign;
  const label = document.querySelector(`label[for="${input.id}"]`);
  made.setAttribute("aria-label", `${sign} 1, ${label ? label.textContent.trim() : ""}`);
  made.addEventListener("click", () => {
    const now = Number.parseInt(input.value || "0", 10) || 0;
    const most = Number.parseInt(input.max || "99", 10);
    input.value = String(Math.min(most, Math.max(0, now + step)));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return made;
}
