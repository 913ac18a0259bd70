using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Explaining;
using Writ.Cedar.Values;

var policies = PolicySet.Parse("""
    @id("staff-may-view")
    permit(principal in Group::"staff", action == Action::"view", resource is Photo)
    when { context.mfa && !resource.private };
    """);

var alice = EntityUid.Of("User", "alice");
var photo = EntityUid.Of("Photo", "sunset.jpg");
var entities = EntityStore.Of(
    new Entity(alice, parents: [EntityUid.Of("Group", "staff")]),
    new Entity(photo, CedarRecord.Of(("private", false))));

var request = new CedarRequest(alice, EntityUid.Of("Action", "view"), photo, CedarRecord.Of(("mfa", true)));

var response = Authorizer.Authorize(request, policies, entities);
Console.WriteLine($"{response.Decision}, because of {string.Join(", ", response.Reasons)}");

// Cedar leaves out a policy that errors, a forbid too. A careful host denies when there is any.
if (!response.Errors.IsEmpty) Console.WriteLine(string.Join('\n', response.Errors));

// Which clause of which policy decided, with the values it looked at: for people, not for the path of requests.
Console.Write(ExplanationText.Write(Explainer.Explain(request, policies, entities), ValueDisplay.Shown));
