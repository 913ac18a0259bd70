using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Issuers;

/// <summary>The fake does what the real one does.</summary>
public sealed class FakeDocumentsTests : DocumentSourceConformance
{
    private readonly FakeDocuments documents = new();

    protected override IDocumentSource Source => documents;

    protected override ServerTrust Trust { get; } = new ServerTrust.WebPki();

    protected override Uri Put(string path, byte[] body, string mediaType = "application/json", int status = 200)
    {
        var address = new Uri("https://host.example" + path);
        documents.Put(address, body, mediaType, status);
        return address;
    }
}
