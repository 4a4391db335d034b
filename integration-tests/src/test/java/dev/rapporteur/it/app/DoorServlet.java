package dev.rapporteur.it.app;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one door into an application under test: calls a bean's method with texts, and answers with what it
 * returns, or with the chain of exceptions that it throws. It takes part in nothing: no transaction here.
 */
@WebServlet("/call")
public class DoorServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    @Any
    private transient Instance<Object> beans;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        try {
            response.getWriter().print(call(request));
        } catch (InvocationTargetException e) {
            refuse(response, e.getTargetException());
        } catch (ReflectiveOperationException | RuntimeException e) {
            refuse(response, e);
        }
    }

    private @Nullable Object call(HttpServletRequest request) throws ReflectiveOperationException {
        String[] given = request.getParameterValues("argument");
        Object[] arguments = given == null ? new Object[0] : given;
        Class<?> type =
                Class.forName(request.getParameter("bean"), true, getClass().getClassLoader());
        Object bean = beans.select(type).get();
        return method(type, request.getParameter("method"), arguments.length).invoke(bean, arguments);
    }

    private static Method method(Class<?> type, String name, int arguments) throws NoSuchMethodException {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == arguments)
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(type + "." + name + " with " + arguments + " texts"));
    }

    private static void refuse(HttpServletResponse response, Throwable failure) throws IOException {
        response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        response.getWriter()
                .print(Stream.iterate(failure, link -> link != null, Throwable::getCause)
                        .map(Throwable::toString)
                        .collect(Collectors.joining("\n")));
    }
}
