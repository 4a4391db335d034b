/** Disks that are small and can be harmed, and copies of what lies on disks. */
@NullMarked
package dev.rapporteur.testkit.disk;

import org.jspecify.annotations.NullMarked;
