using Microsoft.AspNetCore.Http;

namespace Writ.Authority.Endpoints;

/// <summary>The description of the operators' API, kept beside the code as `openapi.json`; a test holds its paths against the routes.</summary>
internal static class OpenApiDocument
{
    private const string Resource = "Writ.Authority.Endpoints.openapi.json";

    public static Stream Open() =>
        typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"`{Resource}` is not in the assembly");

    public static async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await using var document = Open();
        await document.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
