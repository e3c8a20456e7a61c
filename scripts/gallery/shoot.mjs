// Takes pictures of the views with Chromium.
import { chromium } from 'playwright-core';
import { editorPage, reportPage } from './pages.mjs';

/** A browser whose pictures are the same on every machine with the same fonts. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-color-profile=srgb',
    ],
  });
}

/** Serves one picture's document and the view's script to a page, and does there what the scene says. */
export async function openPicture(page, { scene, theme, width, live }, script, height = 900) {
  const { bundle = 'panel', clicks = [] } = scene;
  const html = live ? editorPage(scene, theme, bundle) : reportPage(scene.state);
  await page.setViewportSize({ width, height });
  await page.emulateMedia({
    colorScheme: theme.endsWith('light') ? 'light' : 'dark',
    reducedMotion: 'reduce',
  });
  await page.unrouteAll();
  await page.route('**/*', (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({ contentType: 'text/html', body: html }),
  );
  await page.goto('http://gallery.invalid/');
  await page.waitForSelector(`reglens-${bundle} main > *`);
  await settled(page);
  for (const selector of clicks) {
    await page.click(selector);
    await settled(page);
  }
  if (clicks.length > 0) await page.evaluate(() => scrollTo(0, 0));
}

/** Until nothing has changed in the document for two frames. */
async function settled(page) {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        let quiet = 0;
        const observer = new MutationObserver(() => {
          quiet = 0;
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        const frame = () => {
          quiet++;
          if (quiet < 4) return requestAnimationFrame(frame);
          observer.disconnect();
          resolve();
        };
        requestAnimationFrame(frame);
      }),
  );
}

/** The bundle of a picture's view. */
export const scriptOf = ({ scene }, scripts) => scripts[scene.bundle ?? 'panel'];

/** Takes one picture; returns it with what the browser complained about. */
export async function shoot(page, picture, script) {
  const problems = [];
  const complain = (text) => problems.push(`${picture.name}: ${text}`);
  const onConsole = (message) => {
    if (['error', 'warning'].includes(message.type())) complain(message.text());
  };
  const onError = (error) => complain(error.stack);
  page.on('console', onConsole);
  page.on('pageerror', onError);
  try {
    await openPicture(page, picture, script);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) complain(`${wide} pixels wider than the panel`);
    return { png: await page.screenshot({ fullPage: true }), problems };
  } catch (error) {
    complain(String(error));
    return { png: undefined, problems };
  } finally {
    page.off('console', onConsole);
    page.off('pageerror', onError);
  }
}
