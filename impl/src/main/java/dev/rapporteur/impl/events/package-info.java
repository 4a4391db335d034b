/** What became of reports, told to those who observe it. */
@NullMarked
package dev.rapporteur.impl.events;

import org.jspecify.annotations.NullMarked;
