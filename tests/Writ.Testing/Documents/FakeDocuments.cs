using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>Documents in memory: what was put at an address is there, and nothing else is.</summary>
public sealed class FakeDocuments : IDocumentSource
{
    private readonly ConcurrentDictionary<Uri, Func<DocumentRequest, ReadOnlyMemory<byte>>> documents = new();
    private readonly ConcurrentDictionary<Uri, ImmutableArray<X509Certificate2>> shown = new();
    private readonly ConcurrentQueue<DocumentRequest> requests = new();

    /// <summary>What was asked for, in order.</summary>
    public IReadOnlyCollection<DocumentRequest> Requests => requests;

    /// <summary>What every answer waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public void Put(Uri address, byte[] body, string mediaType = "application/json", int status = 200) => documents[address] = request =>
        status is not 200 ? throw new DocumentException(DocumentFault.Status, $"{address.Host} answers with status {status}")
        : !request.MediaTypes.Contains(mediaType) ? throw new DocumentException(DocumentFault.MediaType, $"{address.Host} answers with another media type")
        : body.Length > request.MaxBytes ? throw new DocumentException(DocumentFault.TooLarge, "the document is too large")
        : body;

    /// <summary>Lets the server behind an address show a chain to whoever judges it.</summary>
    public void Show(Uri address, ImmutableArray<X509Certificate2> chain) => shown[address] = chain;

    /// <summary>Lets an address fail.</summary>
    public void Fail(Uri address, DocumentFault fault = DocumentFault.Unreachable) => documents[address] = _ => throw new DocumentException(fault, $"{address.Host} cannot be reached");

    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(DocumentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (!DocumentRequest.MayAsk(request.Address))
        {
            throw new DocumentException(DocumentFault.Address, "the address is not https");
        }

        requests.Enqueue(request);
        if (request.Trust is ServerTrust.Judged judged && judged.Judge(shown.GetValueOrDefault(request.Address, [])) is { } refusal)
        {
            throw new DocumentException(DocumentFault.Untrusted, $"{request.Address.Host} is not believed: {refusal}");
        }

        await Gate.WaitAsync(cancellationToken);
        return documents.TryGetValue(request.Address, out var answer)
            ? answer(request)
            : throw new DocumentException(DocumentFault.Status, $"{request.Address.Host} answers with status 404");
    }
}
