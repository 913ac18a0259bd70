using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Writ.Contracts;

namespace Writ.Cli;

/// <summary>Speaks to a running Writ over its control socket, with the operator's credential. Every failure ends the verb with an error that a person can act on.</summary>
internal sealed class ControlClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly Home home;

    public ControlClient(Home home)
    {
        this.home = home;
        http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(home.ControlSocket), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        })
        {
            BaseAddress = new Uri("http://localhost"),
            Timeout = Limit,
        };
    }

    /// <summary>Gets a document.</summary>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, type, cancellationToken);

    /// <summary>Posts nothing, and reads the document that answers.</summary>
    public Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, null, type, cancellationToken);

    /// <summary>Posts a document, and reads the document that answers.</summary>
    public Task<T> PostAsync<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(HttpMethod.Post, path, content, type, cancellationToken);
    }

    public void Dispose() => http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellationToken));
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return JsonSerializer.Deserialize(body, type) ?? throw Malformed();
            }

            throw Refused(response.StatusCode, body);
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException)
        {
            throw new CliException(ExitCode.Failure, "W1905", $"no Writ answers at `{home.ControlSocket}`", "start one with `writ up`, or name its home with `--home`");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new CliException(ExitCode.Failure, "W1905", $"Writ at `{home.ControlSocket}` broke the connection off", "see whether it runs, and look at its log");
        }
        catch (JsonException)
        {
            throw Malformed();
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(ExitCode.Failure, "W1905", $"Writ did not answer within {Limit.TotalSeconds:0} s", "look at its log");
        }
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(home.OperatorToken, cancellationToken)).Trim();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCode.Failure, "W1905", $"there is no installation at `{home.Folder}`", "start one with `writ up`, or name its home with `--home`");
        }
        catch (UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Denied, "W2050", $"the operator's credential `{home.OperatorToken}` is not yours to read", "run this as the user that Writ runs as");
        }
    }

    private static CliException Refused(HttpStatusCode status, byte[] body)
    {
        ProblemDocument? problem = null;
        try
        {
            problem = JsonSerializer.Deserialize(body, ContractsJson.Default.ProblemDocument);
        }
        catch (JsonException)
        {
            // What is not a problem document has nothing to say: the status does.
        }

        var exit = status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized ? ExitCode.Denied
            : status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity ? ExitCode.Invalid
            : ExitCode.Failure;
        if (problem is null)
        {
            return new CliException(exit, "W1906", $"Writ answered {(int)status} without saying why", "look at its log");
        }

        return new CliException(exit, problem.Code, problem.Text, problem.Fix, problem.Details.IsDefault ? [] : problem.Details);
    }

    private static CliException Malformed() => new(ExitCode.Failure, "W1906", "Writ answered what this program does not understand", "use the program of the version that is running");
}
