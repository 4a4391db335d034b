/** The engine: one journal, one cluster, its buffers and dispatchers. */
@NullMarked
package dev.rapporteur.impl;

import org.jspecify.annotations.NullMarked;
