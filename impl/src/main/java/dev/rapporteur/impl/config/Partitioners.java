package dev.rapporteur.impl.config;

import dev.rapporteur.ReportPartitioner;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** Makes partitioners from the names of their classes, and says what is wrong with each that can't be made. */
final class Partitioners {

    private Partitioners() {}

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException saying what is wrong with the class, beginning with a verb
     */
    static ReportPartitioner make(String name, ClassLoader loader) {
        Class<?> type = load(name, loader);
        if (!ReportPartitioner.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(
                    implementsAnotherCopy(type)
                            ? "implements another copy of " + ReportPartitioner.class.getName()
                                    + ": leave rapporteur-api out of the partitioner's own jars"
                            : "does not implement " + ReportPartitioner.class.getName());
        }
        if (!isPublic(type)) {
            throw new IllegalArgumentException("is not public");
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            throw new IllegalArgumentException("is abstract");
        }
        try {
            return (ReportPartitioner) type.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("has no public constructor without parameters", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("can't be made: its constructor has thrown " + e.getCause(), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException("can't be made: " + e, e);
        }
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "names no class that the adapter sees: put its jar at the root of rapporteur.rar", e);
        } catch (LinkageError e) {
            throw new IllegalArgumentException("can't be loaded: " + e, e);
        }
    }

    /** As when the api lies in the archive, and once more beside the partitioner. */
    private static boolean implementsAnotherCopy(Class<?> type) {
        return Arrays.stream(type.getInterfaces())
                .anyMatch(one -> one.getName().equals(ReportPartitioner.class.getName()));
    }

    /** Also those around it. */
    private static boolean isPublic(Class<?> type) {
        for (Class<?> around = type; around != null; around = around.getEnclosingClass()) {
            if (!Modifier.isPublic(around.getModifiers())) {
                return false;
            }
        }
        return true;
    }
}
