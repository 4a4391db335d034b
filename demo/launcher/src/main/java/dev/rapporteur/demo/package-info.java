/** The demo's launcher: real parts, a page with levers, and a check of what came out. */
@NullMarked
package dev.rapporteur.demo;

import org.jspecify.annotations.NullMarked;
