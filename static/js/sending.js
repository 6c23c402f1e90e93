// How far a sending has come, while somebody looks; without scripts the whole page is loaded anew.
const look = async () => {
  const here = document.querySelector("#progress[data-moves]");
  if (!here) return;
  try {
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.querySelector("#progress");
    // Whoever is logged out meanwhile is told so, and does not look at figures that stand still.
    if (!now) document.dispatchEvent(new CustomEvent("w-swap:error"));
    else if (!here.contains(document.activeElement)) {
      // What is read out when it changes has to stay where it is.
      [...here.children].forEach((part, index) => {
        const { innerHTML } = now.children[index];
        if (part.innerHTML !== innerHTML) part.innerHTML = innerHTML;
      });
      here.toggleAttribute("data-moves", now.hasAttribute("data-moves"));
    }
  } catch {
    // The network is away: the next look may be answered.
  }
  setTimeout(look, 3000);
};
setTimeout(look, 3000);
