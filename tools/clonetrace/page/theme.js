// SPDX-License-Identifier: MIT
// The button that goes through system, light and dark. Runs in the head: the choice of an earlier visit holds before
// anything is drawn. Where storage is refused (a file opened from a disk may be), the choice lasts as long as the page.
'use strict';
(() => {
    const ORDER = ['system', 'light', 'dark'];
    const KEY = 'clonetrace-theme';
    let chosen = 'system';

    function apply(button) {
        if (chosen === 'system')
            delete document.documentElement.dataset.theme;
        else
            document.documentElement.dataset.theme = chosen;
        if (button)
            button.textContent = `Theme: ${chosen}`;
        document.dispatchEvent(new Event('themechange'));
    }

    try {
        const kept = localStorage.getItem(KEY);
        chosen = ORDER.includes(kept) ? kept : 'system';
    } catch {
        chosen = 'system';
    }
    apply(null);

    document.addEventListener('DOMContentLoaded', () => {
        const button = document.getElementById('theme');

        button.hidden = false;
        apply(button);
        button.addEventListener('click', () => {
            chosen = ORDER[(ORDER.indexOf(chosen) + 1) % ORDER.length];
            apply(button);
            try {
                localStorage.setItem(KEY, chosen);
            } catch {
                // It holds for this page.
            }
        });
    });
})();
