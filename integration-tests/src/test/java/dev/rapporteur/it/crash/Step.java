package dev.rapporteur.it.crash;

/**
 * One act at its time.
 *
 * @param atMs milliseconds after the round's beginning, if those before it are done by then
 * @param part the part of the scene, by name
 */
record Step(long atMs, Act act, String part) {

    private static final int FIELDS = 3;

    @Override
    public String toString() {
        return atMs + " " + act + " " + part;
    }

    static Step parse(String line) {
        String[] fields = line.trim().split(" +", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("A step is milliseconds, act and part, not \"" + line + "\"");
        }
        return new Step(Long.parseLong(fields[0]), Act.valueOf(fields[1]), fields[2]);
    }
}
