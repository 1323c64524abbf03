import { pageForAll } from "#app/_guard/guarded-page.tsx";
import { Join } from "#app/_ui/access/Join.tsx";

export const metadata = { title: "Invitation" };

export default pageForAll(() => <Join />);
