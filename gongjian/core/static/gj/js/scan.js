// The camera reads a person's code into the field of the form, where the browser can (BarcodeDetector). Without it
// the field takes what a hand scanner types, or what is typed by hand.
const box = document.querySelector("[data-gj-camera]");
const form = box?.closest("form");
const video = box?.querySelector("video");
const told = box?.querySelector("[role=status]");

async function start() {
  const reader = new BarcodeDetector({ formats: ["qr_code"] });
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    told.textContent = told.dataset.failed;
    return;
  }
  video.hidden = false;
  await video.play();
  look(reader);
}

async function look(reader) {
  const [found] = await reader.detect(video).catch(() => []);
  if (!found) return void setTimeout(look, 250, reader);
  for (const track of video.srcObject.getTracks()) track.stop();
  form.elements.text.value = found.rawValue;
  form.requestSubmit();
}

if (box && "BarcodeDetector" in window && navigator.mediaDevices) {
  box.hidden = false;
  box.querySelector(".gj-camera-start").addEventListener("click", start);
}
