using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Writ.Jose;

namespace Writ.Bench.Load;

/// <summary>A key of the generator's own and a writ that is bound to it, asked for on the attested socket.</summary>
internal sealed class Dpop : IDisposable
{
    private const string TokenUrl = "http://localhost/oauth/token";

    private readonly SigningKey key = SigningKey.Generate();
    private readonly string prefix = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    private long made;
    private byte[] nonceBytes = [];
    private string? nonce;

    /// <summary>The writ.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Makes a key and asks for a writ.</summary>
    public static Dpop Ask(string socketPath)
    {
        var dpop = new Dpop();
        var body = "grant_type=client_credentials"u8;
        var head = $"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nDPoP: {dpop.Prove("POST", TokenUrl, withToken: false)}\r\nContent-Length: {body.Length}\r\n\r\n";
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        socket.Send((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
        var buffer = new byte[64 * 1024];
        HttpAnswer answer;
        for (var filled = 0; !HttpAnswer.TryRead(buffer.AsSpan(0, filled), out answer);)
        {
            var read = socket.Receive(buffer.AsSpan(filled));
            filled += read > 0 ? read : throw new IOException("the token service closed the connection");
        }

        var text = Encoding.UTF8.GetString(answer.Body(buffer));
        if (answer.Status != 200)
        {
            throw new IOException($"no writ: answered {answer.Status}: {text}");
        }

        using var document = JsonDocument.Parse(text);
        dpop.Token = document.RootElement.GetProperty("access_token").GetString()!;
        return dpop;
    }

    /// <summary>A fresh proof for one request.</summary>
    public string Prove(string method, string url, bool withToken = true) => DpopProver.Prove(
        key, method, url, string.Create(CultureInfo.InvariantCulture, $"{prefix}-{++made}"), DateTimeOffset.UtcNow, withToken ? Token : null, withToken ? nonce : null);

    /// <summary>Takes the nonce that an answer carries, for the proofs from now on; false when it is the same.</summary>
    public bool Learn(ReadOnlySpan<byte> head)
    {
        var told = HttpAnswer.Header(head, "dpop-nonce"u8);
        if (told.IsEmpty || told.SequenceEqual(nonceBytes))
        {
            return false;
        }

        (nonceBytes, nonce) = (told.ToArray(), Encoding.ASCII.GetString(told));
        return true;
    }

    public void Dispose() => key.Dispose();
}
