package dev.rapporteur.demo.desk;

import jakarta.json.Json;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Says what went wrong: 422 when the desk failed on purpose, 500 when it really did. */
@Provider
public class Problems implements ExceptionMapper<RuntimeException> {

    private static final int UNPROCESSABLE = 422;

    @Override
    public Response toResponse(RuntimeException problem) {
        if (problem instanceof WebApplicationException answer) {
            return answer.getResponse();
        }
        boolean deliberate = problem instanceof DeliberateFailureException;
        return Response.status(deliberate ? UNPROCESSABLE : Response.Status.INTERNAL_SERVER_ERROR.getStatusCode())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Json.createObjectBuilder()
                        .add("problem", String.valueOf(problem.getMessage()))
                        .build())
                .build();
    }
}
