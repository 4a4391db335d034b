package dev.rapporteur.it.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.ReportProducer;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;

/** A bean that the server may write to disk with its producer, between two calls. */
@SessionScoped
public class Passivated implements Serializable {

    private static final long serialVersionUID = 1L;

    @Inject
    private ReportProducer producer;

    /** Sends before and after a passivation, in the caller's transaction. */
    public void send(String topic) throws IOException, ClassNotFoundException {
        producer.send(topic, "before".getBytes(UTF_8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(this);
        }
        try (ObjectInputStream in = new ApplicationInput(new ByteArrayInputStream(bytes.toByteArray()))) {
            Passivated activated = (Passivated) in.readObject();
            activated.producer.send(topic, "after".getBytes(UTF_8));
        }
    }

    /** Finds the application's classes. */
    private static final class ApplicationInput extends ObjectInputStream {

        ApplicationInput(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
            return Class.forName(description.getName(), false, Passivated.class.getClassLoader());
        }
    }
}
