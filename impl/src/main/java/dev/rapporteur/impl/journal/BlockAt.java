package dev.rapporteur.impl.journal;

/**
 * Where reports lie.
 *
 * @param segment the segment's number
 * @param position of the first byte in its file
 * @param length in bytes
 */
public record BlockAt(int segment, long position, int length) {}
