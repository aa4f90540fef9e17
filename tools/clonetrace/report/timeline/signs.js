// SPDX-License-Identifier: MIT
// The signs explained, drawn by the functions that draw the lanes.
'use strict';

// A bar and what lies on it, 76 by 24 pixels.
const SIGNS = [
    [(c, bar) => bar(4, 60), 'the life of a process or thread; the colour is that of the call that made it'],
    [(c, bar) => {
        bar(0, 36);
        c.globalAlpha = 0.26;
        fade(c, 36, FADE, 0, familyColour(0));
    }, 'its end is not in the log: this is its last sign of life. The same on the left: it began before'],
    [(c, bar) => {
        bar(4, 68);
        c.fillStyle = familyColour(0);
        c.fillRect(20, CALL_TOP, 40, CALL_HEIGHT);
        sign(c, FAMILIES[0].shape, 20, CALL_TOP + CALL_HEIGHT / 2, 5);
    }, 'a call that creates, as long as it took; an arrow goes to what it made. A dotted arrow: the call is not in the log'],
    [(c, bar) => {
        bar(4, 68);
        execMark(c, 30, 0, true);
    }, 'another program starts in the process (exec)'],
    [(c, bar) => {
        bar(4, 68);
        failureMark(c, 24, 12, false);
        failureMark(c, 52, 12, true);
    }, 'a call that failed; one that a policy refused'],
    [(c, bar) => {
        bar(4, 68);
        c.fillStyle = draw.hatch;
        c.fillRect(30, BAR_TOP, 26, BAR_HEIGHT);
    }, 'from here a program is not seen (blind)'],
    [(c, bar) => {
        bar(4, 68);
        lostMark(c, 38, 0);
    }, 'lines of the log were lost before this one'],
    [(c, bar) => {
        bar(4, 68);
        namespaceMark(c, 38, 0);
    }, 'the process changes its namespaces (unshare, setns)'],
];

function fillSigns() {
    const before = draw.drawn;

    draw.drawn = {};
    document.getElementById('sign-rows').replaceChildren(...SIGNS.map(([paint, means]) => {
        const row = make('tr'), cell = make('td'), picture = make('canvas', null, { width: 152, height: 48 });
        const c = picture.getContext('2d');
        c.scale(2, 2);
        paint(c, (x, width) => {
            c.globalAlpha = 0.26;
            c.fillStyle = familyColour(0);
            c.fillRect(x, BAR_TOP, width, BAR_HEIGHT);
            c.globalAlpha = 1;
        });
        picture.setAttribute('aria-hidden', 'true');
        cell.append(picture);
        row.append(cell, make('td', means));
        return row;
    }));
    draw.drawn = before;
}
