/** What the tests stand on: brokers, servers, archives, topics, and calls into applications. */
@NullMarked
package dev.rapporteur.it.bed;

import org.jspecify.annotations.NullMarked;
